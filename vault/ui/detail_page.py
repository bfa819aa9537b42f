"""One draft: its proof in words, the facts beneath it, and what can be done with it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut

from vault.operations.session import Outcome, Session
from vault.ui import detail, draft_actions, wording
from vault.ui.desk import Desk
from vault.ui.drafts import Draft
from vault.ui.facts import Facts, legend
from vault.ui.page import Head, ScrolledPage
from vault.ui.tokens import TIGHT
from vault.ui.widgets import Card, StateInWords, button, label, row, section


class DetailPage(ScrolledPage):
    """Shows a draft until the person goes back; what happens to the draft appears by itself."""

    def __init__(self, desk: Desk, leave: Callable[[], object]) -> None:
        super().__init__()
        self._desk, self._leave = desk, leave
        self.draft: Draft | None = None
        self.back = button("", "link")
        self.back.clicked.connect(lambda _checked: leave())
        self.head = Head()
        self.name = self.head.add("Name…", lambda: self._act(draft_actions.name))
        self.restore = self.head.add("Restore…", lambda: self._act(draft_actions.restore))
        self.certificate = self.head.add(
            "Certificate…", lambda: self._act(draft_actions.certificate)
        )
        self.prove = self.head.add("Prove…", lambda: self._act(draft_actions.prove), "primary")
        self.state = StateInWords(desk.theme, "verdict")
        self._meaning = label("", "sub", wrap=True)
        self.facts = Facts()
        self._copy = button("Copy the hash")
        self._copy.clicked.connect(lambda _checked: self._copy_hash())
        self.body.addLayout(row(self.back, None))
        self.body.addWidget(self.head)
        self.body.addWidget(Card(self.state, self._meaning, margin=20, gap=TIGHT))
        self.body.addLayout(row(section("What is recorded"), None, self._copy))
        self.body.addWidget(self.facts)
        self.body.addWidget(label(legend(), "muted", wrap=True))
        self.body.addStretch(1)
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape),
            self,
            self._leave,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        desk.drafts_changed.connect(self._follow)

    def begin(self) -> None:
        """Put the focus where one begins."""
        self.back.setFocus()

    def show_draft(self, draft: Draft) -> None:
        """Show a draft: what the timeline knows at once, the rest as soon as it is read."""
        if self.draft is None or self.draft.key != draft.key:
            self.verticalScrollBar().setValue(0)
            self.facts.say(detail.known_facts(draft))
        self.draft = draft
        self.back.setText(f"‹  {draft.title}")
        self.back.setAccessibleName(f"Back to {draft.title}")
        about = [f"Draft {draft.number}"] if draft.label else []
        if draft.pages is not None:
            about.append(wording.count(draft.pages, "page"))
        about += [draft.format_name, f"sealed {wording.date(draft.at())}, {draft.at():%H:%M}"]
        self.head.say(draft.name, " · ".join(about))
        self._say_proof([])
        reference = draft.reference

        def work(session: Session) -> tuple[Outcome, dict[str, str]]:
            from vault.operations import drafting

            names = {authority.url: authority.name for authority in session.authorities()}
            return drafting.show(session, draft=reference), names

        self._desk.read(work, self._told)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's own name
        """The left arrow goes back, as it folded the row this was opened from."""
        if event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Left}:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _told(self, told: tuple[Outcome, dict[str, str]]) -> None:
        outcome, names = told
        draft = self.draft
        if draft is None or (outcome.data["log"], outcome.data["seq"]) != draft.key:
            return  # another draft has been opened since
        self._say_proof(detail.names_of(outcome.data, names))
        self.facts.say(detail.facts(draft, outcome.data, names))

    def _say_proof(self, authorities: list[str]) -> None:
        assert self.draft is not None
        state, sentence, meaning = detail.proof(self.draft, authorities)
        self.state.say(state, sentence)
        self._meaning.setText(meaning)

    def _follow(self) -> None:
        """Take on a name or a time that the draft got meanwhile."""
        if self.draft is None:
            return
        key = self.draft.key
        now = next((draft for draft in self._desk.drafts if draft.key == key), None)
        if now is not None and now != self.draft:
            self.show_draft(now)

    def _act(self, act: draft_actions.Act) -> None:
        act(self._desk, self)

    def _copy_hash(self) -> None:
        assert self.draft is not None
        QGuiApplication.clipboard().setText(self.draft.sha256)
        self._desk.noticed.emit("The hash is in the clipboard.")
