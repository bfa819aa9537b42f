"""Reading a script: what the words of a saved file are, whichever program saved it.

Bytes and a file name go in; a list of elements comes out, or a plain reason why the file cannot be
read. From the elements follow the canonical text, its hash, the scenes, the words and the pages.
Nothing here touches a disk, a clock or a network, and no bytes make it raise.
"""
