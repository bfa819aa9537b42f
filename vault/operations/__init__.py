"""What each verb does, once for the command line and the window.

An operation takes a session and its arguments and returns an outcome; it prints nothing.
"""
