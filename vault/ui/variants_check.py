"""What is to be said of a choice of words; looked over off the window's thread."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from vault.operations.session import Session
from vault.share.variants import Site
from vault.ui.desk import Desk

if TYPE_CHECKING:
    from vault.operations.varying import Draft
    from vault.share.remarks import Remark

PAUSE = 200
"""Milliseconds of quiet after which a change is looked over."""

Told = tuple[tuple[Site, ...], "list[Remark]"]


class Check(QObject):
    """Holds the remarks on the sites that were looked over last; one look at a time."""

    done = Signal()
    """The remarks are new."""

    def __init__(self, desk: Desk, draft: "Draft", parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._draft = desk, draft
        self._of: dict[Site, list[Remark]] = {}
        self._wanted: tuple[Site, ...] = ()
        self._busy = False
        self.whole: list[str] = []
        """What is said of the wording as a whole."""
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self._look)

    @property
    def settled(self) -> bool:
        """Whether the last choice has been looked over."""
        return not (self._busy or self._pause.isActive())

    def want(self, sites: Sequence[Site], *, at_once: bool = False) -> None:
        """Look these over, after a moment in which no others come."""
        self._wanted = tuple(sites)
        self._pause.start(0 if at_once else PAUSE)

    def of(self, site: Site) -> "Sequence[Remark]":
        """Return what is said of a site, as far as it has been looked over."""
        return self._of.get(site, ())

    def knows(self, site: Site) -> bool:
        """Whether a site has been looked over as it is."""
        return site in self._of

    def refuses(self, site: Site) -> bool:
        """Whether a site cannot stand as it is."""
        return any(remark.refused for remark in self.of(site))

    def _look(self) -> None:
        if self._busy:
            return  # the end of that look begins the next
        self._busy = True
        sites, draft = self._wanted, self._draft

        def work(_session: Session) -> Told:
            return sites, draft.remarks(sites)

        self._desk.read(work, self._take, self._fail)

    def _take(self, told: Told) -> None:
        self._busy = False
        sites, remarks = told
        self._of = {site: [] for site in sites}
        self.whole = []
        for remark in remarks:
            if remark.site is None:
                self.whole.append(remark.words)
            else:
                self._of[sites[remark.site]].append(remark)
        if sites != self._wanted:
            self._pause.start(0)
        self.done.emit()

    def _fail(self, error: object) -> None:
        self._busy = False
        self.whole = [str(error)]
        self.done.emit()
