"""Independent time: which authority is owed which checkpoint, asked and taken in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from vault.encoding import Json, sha256
from vault.log.checkpoint import Checkpoint
from vault.pipeline import tokens
from vault.pipeline.history import History
from vault.pipeline.writer import Writer
from vault.records import ASKING_KINDS
from vault.seal import body
from vault.store import lines
from vault.store.folder import disk_errors, make_folder, write_new
from vault.timestamp.ask import NotStamped, Post, ask
from vault.timestamp.authorities import Authority, Roots

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 3600.0
_BY_HAND = ASKING_KINDS | {"reading"}


@dataclass(slots=True)
class Stamped:
    """What one round with the authorities came to."""

    sent: int = 0
    confirmed: int = 0
    pending: int = 0
    failed: list[dict[str, Json]] = field(default_factory=list)


def newest_asking(
    history: History, log: str, kinds: frozenset[str] = ASKING_KINDS
) -> Checkpoint | None:
    """Return the newest checkpoint that covers an entry asking for time which none before covers.

    ``kinds`` ask. Anchors never do, so stamping comes to an end.
    """
    state = history.logs.get(log)
    if state is None:
        return None
    asking = [seq for kind in sorted(kinds) for seq in history.index.places(log, kind)]
    sizes = [s for s in lines.checkpoint_sizes(history.folder, log) if s <= state.size]
    covered = [seq for seq in asking if sizes and seq < sizes[-1]]
    if not covered:
        return None
    first_over_it = next(size for size in sizes if size > max(covered))
    return tokens.checkpoint_of(history, log, first_over_it)


def owed(
    history: History, authorities: Sequence[Authority], kinds: frozenset[str] = ASKING_KINDS
) -> list[tuple[Authority, Checkpoint]]:
    """Return, per authority, the checkpoint it is to be asked about: the whole queue.

    It is owed one that covers all entries which ask, and asked about the newest there is, so that
    readings made meanwhile have their time too.
    """
    log = history.settings.log
    asking = newest_asking(history, log, kinds)
    if asking is None:
        return []
    answered = {
        token.authority
        for token in tokens.held(history)
        if token.log == asking.log and token.size >= asking.size
    }
    sizes = lines.checkpoint_sizes(history.folder, log)
    newest = max(size for size in sizes if size <= history.logs[log].size)
    head = tokens.checkpoint_of(history, log, newest)
    return [(authority, head) for authority in authorities if authority.url not in answered]


def take(pen: Writer, authority: Authority, head: Checkpoint, token: bytes) -> None:
    """Keep a token exactly as received, durably, then log its hash."""
    folder = pen.history.folder.anchors / head.hash
    name = sha256(token).hex()
    with disk_errors("the token"):
        make_folder(folder)
        write_new(folder / f"{name}.tsr", token)
    details: dict[str, Json] = {
        "anchor": "rfc3161",
        "checkpoint": head.hash,
        "size": head.size,
        "token": name,
        "authority": authority.url,
    }
    pen.append(body.blank(kind="anchor", capture=pen.stamp_of_program(), details=details))


def nonce_from(random: Callable[[int], bytes]) -> int:
    """Return a positive 63-bit nonce; its top bit is set, so that its length never varies."""
    return int.from_bytes(random(8), "big") >> 1 | 1 << 62


def stamp(
    pen: Writer,
    authorities: Sequence[Authority],
    post: Post,
    roots: Roots,
    *,
    patience: float = 0.0,
    sleep: Callable[[float], None],
) -> Stamped:
    """Cover what is uncovered and ask every authority that is owed; at most ``patience`` seconds.

    Whoever asks for it by hand wants time for readings too: a scene shown alone rests on one. A
    refusal costs a level of proof, never a draft: it is reported and asked again later.
    """
    pen.checkpoint()
    done, pause = Stamped(), FIRST_PAUSE
    until = pen.clock().monotonic + patience
    while True:
        waiting = owed(pen.history, authorities, _BY_HAND)
        done.failed = []
        for authority, head, result in _asked(pen, waiting, post, roots):
            done.sent += 1
            if isinstance(result, NotStamped):
                done.failed.append({"authority": authority.name, "reason": result.message})
            else:
                take(pen, authority, head, result)
                done.confirmed += 1
        done.pending = len(owed(pen.history, authorities, _BY_HAND))
        left = until - pen.clock().monotonic
        if done.pending == 0 or left <= 0:
            break
        sleep(min(pause, left))
        pause = min(pause * 2, LONGEST_PAUSE)
    pen.checkpoint()
    return done


def _asked(
    pen: Writer,
    waiting: Sequence[tuple[Authority, Checkpoint]],
    post: Post,
    roots: Roots,
) -> Iterable[tuple[Authority, Checkpoint, bytes | NotStamped]]:
    """Ask all at once: one slow authority must not hold up the others."""
    from concurrent.futures import ThreadPoolExecutor

    def one(authority: Authority, head: Checkpoint, nonce: int) -> bytes | NotStamped:
        try:
            return ask(authority, head.raw, nonce, post, roots)
        except NotStamped as error:
            return error

    with ThreadPoolExecutor(max_workers=4, thread_name_prefix="time") as pool:
        tasks = [
            (authority, head, pool.submit(one, authority, head, nonce_from(pen.random)))
            for authority, head in waiting
        ]
        for authority, head, task in tasks:
            yield authority, head, task.result()
