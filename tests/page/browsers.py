"""Real browsers without a screen, driven over the protocol each of them speaks by itself.

Chromium speaks the DevTools protocol, Firefox WebDriver BiDi; both over a WebSocket on this
computer. Neither may reach any network: all their requests go to a proxy that is not there.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Protocol

from tests.page.websocket import WebSocket

NOWHERE = "127.0.0.1:9"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIREFOXES = ("firefox-esr", "firefox")
DESKTOP = (1280, 900)


class BrowserError(Exception):
    """The browser, or a script in the page, has refused something."""


class Browser(Protocol):
    """A browser with one page in it."""

    name: str
    requested: list[str]
    """Every address that was asked for since the page was opened."""
    complained: list[str]
    """Every error and warning that the browser noted since then."""

    def open(self, path: Path) -> None:
        """Open a file from disk, and wait until it is loaded."""

    def run(self, body: str) -> Any:
        """Run the body of an async function in the page; return what it returns, as JSON."""

    def choose(self, element: str, files: Iterable[Path]) -> None:
        """Set the files of the file input with this id, as a person would choose them."""

    def stop(self) -> None:
        """End the browser that was started here."""


def found(names: Iterable[str], package: str) -> str:
    """The path of the first program there is."""
    for name in names:
        path = shutil.which(name)
        if path is not None:
            return path
    raise BrowserError(f"the page is tested in a real browser; install {package}")


class Process:
    """A browser's process, and the address that it prints when it can be talked to."""

    def __init__(self, command: list[str], folder: Path, says: str) -> None:
        environment = {**os.environ, "HOME": str(folder), "MOZ_HEADLESS": "1"}
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, text=True
        )
        assert self._process.stderr is not None
        self._said = self._process.stderr
        self.address = self._wait_for(self._said, says)
        # What it says later must be taken from it, or it would stop and wait.
        self._listener = threading.Thread(target=self._said.read, daemon=True)
        self._listener.start()

    @staticmethod
    def _wait_for(lines: IO[str], says: str) -> str:
        said = []
        for line in lines:
            said.append(line)
            match = re.search(says, line)
            if match:
                return match[1]
        raise BrowserError("the browser did not start: " + "".join(said[-20:]))

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(20)
        self._said.close()


class Wire:
    """Commands and their answers over one WebSocket; what comes between is handed to ``heard``."""

    def __init__(self, url: str) -> None:
        self._socket = WebSocket(url)
        self._number = 0
        self._meanwhile: list[dict[str, Any]] = []
        self.session: str | None = None

    def heard(self, event: dict[str, Any]) -> None:
        """Take note of an event."""

    def ask(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        self._meanwhile = []
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self.session is not None:
            message["sessionId"] = self.session
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.receive())
            if answer.get("id") != self._number:
                self.heard(answer)
                self._meanwhile.append(answer)
            elif "error" in answer:
                raise BrowserError(f"{method}: {answer}")
            else:
                return answer["result"]

    def wait_for(self, method: str, wanted: Callable[[Any], bool] = lambda _: True) -> Any:
        """Return what an event says that came before the last answer, or is waited for."""
        while True:
            if self._meanwhile:
                event = self._meanwhile.pop(0)
            else:
                event = json.loads(self._socket.receive())
                self.heard(event)
            if event.get("method") == method and wanted(event["params"]):
                return event["params"]

    def close(self) -> None:
        self._socket.close()


class Chromium(Wire):
    """Chromium over the DevTools protocol."""

    name = "chromium"

    def __init__(self, folder: Path) -> None:
        self.requested: list[str] = []
        self.complained: list[str] = []
        command = [
            found(CHROMIUMS, "chromium"), "--headless=new", "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--disable-breakpad",
            f"--proxy-server={NOWHERE}", "--proxy-bypass-list=<-loopback>",
            "--remote-debugging-port=0", f"--user-data-dir={folder / 'profile'}", "about:blank",
        ]  # fmt: skip
        with ExitStack() as on_failure:
            self._process = Process(command, folder, r"DevTools listening on (ws://\S+)")
            on_failure.callback(self._process.stop)
            super().__init__(self._process.address)
            target = self.ask("Target.createTarget", url="about:blank")["targetId"]
            attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
            self.session = attached["sessionId"]
            for domain in ("Page", "Network", "Runtime", "Log"):
                self.ask(f"{domain}.enable")
            self.resize(*DESKTOP)
            on_failure.pop_all()

    def heard(self, event: dict[str, Any]) -> None:
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requested.append(event["params"]["request"]["url"])
            case "Log.entryAdded":
                self.complained.append(event["params"]["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complained.append(json.dumps(event["params"]["exceptionDetails"]))

    def open(self, path: Path) -> None:
        self.requested.clear()
        self.complained.clear()
        self.ask("Page.navigate", url=path.as_uri())
        self.wait_for("Page.loadEventFired")

    def run(self, body: str) -> Any:
        expression = f"(async () => {{ {body} }})()"
        answer = self.ask(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise BrowserError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def choose(self, element: str, files: Iterable[Path]) -> None:
        found_it = self.ask("Runtime.evaluate", expression=f'document.getElementById("{element}")')
        self.ask(
            "DOM.setFileInputFiles",
            objectId=found_it["result"]["objectId"],
            files=[str(path) for path in files],
        )

    def resize(self, width: int, height: int) -> None:
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip

    def prefer(self, scheme: str) -> None:
        """Show the page ``light`` or ``dark``."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", features=features)

    def picture(self) -> bytes:
        """The whole page as PNG, from its top to its end."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        answer = self.ask(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip
        )
        return base64.b64decode(answer["data"])

    def printed(self) -> bytes:
        """The page as it is printed, as PDF."""
        answer = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(answer["data"])

    def press(self, key: str, code: int) -> None:
        """Press and let go one key."""
        for kind in ("rawKeyDown", "keyUp"):
            self.ask(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )

    def stop(self) -> None:
        self.close()
        self._process.stop()


PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9,
    "network.proxy.allow_hijacking_localhost": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.shell.checkDefaultBrowser": False, "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False, "app.update.enabled": False,
    "remote.active-protocols": 1,
}  # fmt: skip


class Firefox(Wire):
    """Firefox over WebDriver BiDi."""

    name = "firefox"

    def __init__(self, folder: Path) -> None:
        self.requested: list[str] = []
        self.complained: list[str] = []
        profile = folder / "profile"
        profile.mkdir(parents=True)
        rows = (f'user_pref("{name}", {json.dumps(one)});\n' for name, one in PREFERENCES.items())
        (profile / "user.js").write_text("".join(rows))
        command = [
            found(FIREFOXES, "firefox-esr"), "--headless", "--no-remote", "--profile",
            str(profile), "--remote-debugging-port", "0",
        ]  # fmt: skip
        with ExitStack() as on_failure:
            self._process = Process(command, folder, r"WebDriver BiDi listening on (ws://\S+)")
            on_failure.callback(self._process.stop)
            super().__init__(self._process.address + "/session")
            self.ask("session.new", capabilities={})
            self.ask("session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"])
            contexts = self.ask("browsingContext.getTree")["contexts"]
            self._context = contexts[0]["context"]
            on_failure.pop_all()

    def heard(self, event: dict[str, Any]) -> None:
        match event.get("method"):
            case "network.beforeRequestSent":
                self.requested.append(event["params"]["request"]["url"])
            case "log.entryAdded":
                self.complained.append(str(event["params"]["text"]))

    def open(self, path: Path) -> None:
        self.requested.clear()
        self.complained.clear()
        self.ask(
            "browsingContext.navigate", context=self._context, url=path.as_uri(), wait="complete"
        )

    def _evaluate(self, expression: str) -> Any:
        answer = self.ask(
            "script.evaluate",
            expression=expression, target={"context": self._context}, awaitPromise=True,
        )  # fmt: skip
        if answer["type"] != "success":
            raise BrowserError(json.dumps(answer)[:2000])
        return answer["result"]

    def run(self, body: str) -> Any:
        wrapped = f"(async () => JSON.stringify(await (async () => {{ {body} }})()) ?? null)()"
        text = self._evaluate(wrapped).get("value")
        return None if text is None else json.loads(text)

    def choose(self, element: str, files: Iterable[Path]) -> None:
        node = self._evaluate(f'document.getElementById("{element}")')
        self.ask(
            "input.setFiles",
            context=self._context,
            element={"sharedId": node["sharedId"]},
            files=[str(path) for path in files],
        )

    def stop(self) -> None:
        self.close()
        self._process.stop()
