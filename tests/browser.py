"""A real browser for the tests: Chromium, headless, driven over WebDriver with nothing but the standard library."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")

MISSING = ("" if CHROMIUM and DRIVER else
           "Chromium and its chromedriver are needed to try the review page (Debian: apt install chromium-driver)")

NO_AXE = "axe-core-python is needed for the accessibility checks: pip install axe-core-python"

KEYS = {"Escape": "\ue00c", "Tab": "\ue004", "Enter": "\ue007"}


def axe() -> Path | None:
    """The script of axe-core, where it is installed."""
    found = find_spec("axe_core_python")
    return Path(found.origin).with_name("axe.min.js") if found and found.origin else None


class Browser:
    """One window."""

    def __init__(self, port: int, downloads: Path, dark: bool = False, size: tuple[int, int] = (1500, 950)) -> None:
        self._base = f"http://127.0.0.1:{port}"
        arguments = ["--headless=new", f"--window-size={size[0]},{size[1]}", "--disable-gpu", "--no-first-run",
                     "--disable-dev-shm-usage", "--disable-background-networking", "--hide-scrollbars"]
        if getattr(os, "geteuid", lambda: 1)() == 0:
            arguments.append("--no-sandbox")
        if dark:
            arguments.append("--blink-settings=preferredColorScheme=0")
        options = {"binary": CHROMIUM, "args": arguments, "prefs": {"download.default_directory": str(downloads)}}
        asked = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        self._session = ""
        self._session = self._call("POST", "", {"capabilities": {"alwaysMatch": asked}})["sessionId"]

    def open(self, page: Path) -> None:
        self._call("POST", "/url", {"url": page.as_uri()})

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a script's `return`."""
        return self._call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script: str) -> Any:
        """The value that a script hands to its last argument."""
        return self._call("POST", "/execute/async", {"script": script, "args": []})

    def press(self, *keys: str) -> None:
        """Press keys, as a person does."""
        pressed = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": pressed}]})

    def wait(self, script: str, seconds: float = 10) -> Any:
        """Wait until a script returns something true."""
        end = time.monotonic() + seconds
        while True:
            found = self.run(script)
            if found or time.monotonic() > end:
                assert found, f"never came true: {script}"
                return found
            time.sleep(0.05)

    def console(self) -> list[str]:
        """What the console has said since it was last asked."""
        return [entry["message"] for entry in self._call("POST", "/se/log", {"type": "browser"})]

    def picture(self, target: Path) -> None:
        target.write_bytes(base64.b64decode(self._call("GET", "/screenshot")))

    def printed(self) -> bytes:
        """The page as a PDF, as it comes out of the printer."""
        return base64.b64decode(self._call("POST", "/print", {"background": False}))

    def close(self) -> None:
        self._call("DELETE", "")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        url = f"{self._base}/session" + (f"/{self._session}{path}" if self._session else "")
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from error


@contextmanager
def browser(downloads: Path, **options: Any) -> Iterator[Browser]:
    """A window that is closed at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert DRIVER
    driver = subprocess.Popen([DRIVER, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        window = Browser(port, downloads, **options)
        try:
            yield window
        finally:
            window.close()
    finally:
        driver.terminate()
        driver.wait(10)
