"""What is imported only after `initialize` was answered, in a thread: the rules first, then what builds fixes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .analysis import Inspector
    from .fixes import Fixer
    from .settings import EditorSettings

__all__ = ["WarmUp"]

logger = logging.getLogger(__name__)

CALM_WITHIN_SECONDS = 2.0


class WarmUp:
    """Gives out what is slow to import, importing it on the spot where the thread was never started."""

    def __init__(self, settings: EditorSettings, on_ready: Callable[[], None]) -> None:
        self._settings = settings
        self._on_ready = on_ready
        self._inspector: Inspector | None = None
        self._fixer: Fixer | None = None
        self._thread: threading.Thread | None = None
        self._inspector_done = threading.Event()
        self._fixer_done = threading.Event()
        self.calm = threading.Event()
        """Set when the first diagnostics are out: until then, importing libcst would only slow them down."""

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="warm-up", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            self._load_inspector()
        except Exception:
            # Logged here; whoever needs it next tries again, and answers its request with the error.
            logger.exception("the rules cannot be loaded")
        finally:
            self._inspector_done.set()
            self._on_ready()
        try:
            self._load_models()
        except Exception:
            logger.exception("the models cannot be loaded")
        self.calm.wait(CALM_WITHIN_SECONDS)
        try:
            self._load_fixer()
        except Exception:
            logger.exception("the quick fixes cannot be loaded")
        finally:
            self._fixer_done.set()
            self._on_ready()

    def _load_inspector(self) -> Inspector:
        # Late: the rules and their tables.
        from .analysis import Inspector

        if self._inspector is None:
            self._inspector = Inspector(self._settings)
            self._inspector.prepare()
        return self._inspector

    def _load_models(self) -> None:
        # Late: as above; what the first finding would have the loop wait for.
        from ..models.shipped import ranker

        ranker()

    def _load_fixer(self) -> Fixer:
        # Late: libcst takes 0.3 s.
        from .fixes import Fixer

        if self._fixer is None:
            self._fixer = Fixer()
        return self._fixer

    @property
    def ready(self) -> bool:
        """Whether `inspector` answers at once."""
        return self._thread is None or self._inspector_done.is_set()

    @property
    def settled(self) -> bool:
        """Whether everything has been loaded."""
        return self._thread is not None and self._fixer_done.is_set()

    @property
    def builds_fixes(self) -> bool:
        """Whether `fixer` answers at once. Who asks wants it soon."""
        self.calm.set()
        return self._thread is None or self._fixer_done.is_set()

    @property
    def inspector(self) -> Inspector:
        # Two threads that import modules which import each other may see them half made: the second one waits.
        if self._thread is not None:
            self._inspector_done.wait()
        return self._inspector or self._load_inspector()

    @property
    def fixer(self) -> Fixer:
        self.calm.set()
        if self._thread is not None:
            self._fixer_done.wait()
        return self._fixer or self._load_fixer()
