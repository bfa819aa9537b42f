"""The sentences of READ-ME-FIRST, in the order in which they stand there.

Every line that a terminal is to be given begins with five spaces, its system before it where only
that one has the program. They are tried as they are printed.
"""

HOLDS_DRAFTS = """This bundle holds drafts of scripts, byte for byte, as the holder of the key
below sealed them, and what is needed to check that they have not changed since.
"""
HOLDS_RECORD = """This bundle holds the record of one sealed draft, without the draft itself: what
the holder of the key below sealed of it, and all that is needed to check that
this record has not changed since.
"""
HOLDS_EVIDENCE = """This bundle holds the record of drafts that the holder of the key below sealed,
without the drafts: no word of them, no title, no file name, no person's name.
Whoever has a draft as a file can check that it is one of those, unchanged.
"""
HOLDS_SCENES = """This bundle shows {shown} of one draft that the holder of the
key below sealed, and no other word of it: no title, no file name, no person's
name. Anyone can check that these are the words sealed at that place of the
draft, and that they have not changed since.
"""

FINGERPRINT = """KEY FINGERPRINT
     {fingerprint}
This text came with the bundle and cannot vouch for itself. Ask the writer for
the fingerprint in another way, by telephone or by letter, and compare.
"""

SHORT_WITH_PAGE = """THE SHORT WAY: EVERY CHECK AT ONCE
Open verify.html in a browser and drop the bundle (the ZIP itself) on the page.
It uses no network. It came from whoever gave you the bundle: to rely on nobody,
use a page or program that you got elsewhere. Two programs do the same:
     python3 verify.py BUNDLE.zip
     scriptvault verify BUNDLE.zip --signer FINGERPRINT
"""
SHORT = """THE SHORT WAY: EVERY CHECK AT ONCE
     scriptvault verify BUNDLE.zip --signer FINGERPRINT
"""

LISTED = """THE LONG WAY: STEP BY STEP, WITH PROGRAMS OF OTHERS
Unpack the bundle into a new folder and open a terminal in that folder. Copy the
commands as they stand.

1  Is every file as it was listed?
     Linux     sha256sum -c {manifest} {tags}
     macOS     shasum -a 256 -c {manifest} {tags}
   Windows, in PowerShell (one line):
     Get-Content {manifest},{tags} | ForEach-Object {{ $h,$f = $_ -split '  ',2; "$f  $((Get-FileHash -LiteralPath $f).Hash -eq $h)" }}
   Good: every line ends with OK (PowerShell: with True).
   Not checked by this: who made the lists; whether more files were put beside
   those that are listed.
"""  # noqa: E501  # a command is one line

SIGNED = """2  Did the holder of the key sign the lists?
   Linux and macOS in a terminal; Windows in the Command Prompt (cmd):
     ssh-keygen -Y verify -f {signers} -I {principal} -n {namespace} -s {signature} < {tags}
   Good: it answers Good "{namespace}" signature, with this name.
   Not checked by this: that this key is the one of the fingerprint above; the
   history; any time.
"""

TIME = """3  Which time did independent authorities give?
   On Linux, or where the command "openssl version" answers OpenSSL 3. On macOS
   that is another program (LibreSSL), and Windows brings none: leave this step
   to the short way there.
   First save the authorities' root certificates as one file ROOTS.pem in this
   folder. Get them from the authorities, not from whoever gave you the bundle:
{roots}
{rows}
   Good: it says Verification: OK
   Not checked by this: which drafts the time is for. It is for those with an
   entry number below the number of entries given here.
"""
OTHER_ROOTS = "     and those of the authorities below that these are not of"
NO_KNOWN_ROOT = "     (the program that wrote this bundle knows none of them)"

NO_TIME = """3  No independent authority has given a time for this bundle. How old it is
   cannot be checked.
"""

WHICH = """4  Which draft is which?
   A file under data/ is named after its log and its entry number. Which title
   and draft that is, certificate.pdf tells, where it is here. Its pages are
   words for people and no evidence.
"""
RECORD = """
   It also holds what is recorded of what left the desk: what each entry says
   stands in the file under entries/ with its number, its bytes under data/.
   People, days, terms and amounts are the signer's own words; nobody checked
   them. The entries are:
{rows}
"""
COMPARE = """4  Is a file that you have one of the drafts? Put its name for FILE:
     Linux     sha256sum FILE
     macOS     shasum -a 256 FILE
   Windows:
     certutil -hashfile FILE SHA256
   Good: it answers one of these.
{rows}
   Not checked by this: that these are the hashes that were sealed.
"""
SCENE_TEXT = """4  What are the words?
   They stand in the file under scenes/, behind "text"; any editor opens it.
   Not checked by any step here: that they were sealed as this {division}. The
   short way checks that.
"""

_LIMITS = """WHAT THE FOUR STEPS DO NOT CHECK
That the key is the one of the fingerprint; that each record is the one that was
signed; that nothing was taken out of the history, put in or moved; the second
signature (ML-DSA-44) on each state of it. """
LIMITS_WITH_PAGE = f"""{_LIMITS}verify.html, verify.py and
scriptvault verify check all of that.
"""
LIMITS = f"""{_LIMITS}scriptvault verify checks
all of that.
"""

NOT_SHOWN = """WHAT NOTHING HERE SHOWS
Who wrote the text; whether it is original; who holds the key; that there is no
second vault, no other history and no later entry; that watching was never
switched off. A time given by an independent authority says that what it covers
existed no later than then. Every other time was observed on the writer's own
computer. This is not a registration and no substitute for one.
"""

NO_BYTES = """The draft itself is not in this bundle, only the record of it. Whoever has its
file can compare it: READ-ME-FIRST.txt says how.
"""
NO_WORDS = """The drafts are not in this bundle: no word of them, no title, no file name, no
person's name. What is here is the record of their hashes, places and times.
Whoever has a draft as a file can compare it: READ-ME-FIRST.txt says how.
"""
NO_OTHERS = """Of the draft, this bundle shows {shown} and leaves out everything else:
its other words, its title and file name, the names of people, and the hashes of
the whole, with which a guess at the rest could be tried.
"""
