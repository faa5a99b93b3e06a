"""The files of a folder that is loaded, none of which may lie outside it, by whatever link."""

from __future__ import annotations

from pathlib import Path

from c360.sources.problems import Fault, refuse


def file_inside(folder: Path, name: str) -> Path | None:
    """The folder's file of that name, None where there is nothing; refuses what is no file, or lies outside.

    A link that leads out of the folder is outside, and so is `../x`. Raises `LoadRefused`.
    """
    path = folder / name
    try:
        if not path.is_file():
            if not (path.is_symlink() or path.exists()):
                return None
            raise refuse(Fault.FILE, name, "not a file that can be read")
        if not path.resolve().is_relative_to(folder.resolve()):
            raise refuse(Fault.MISSING_FILE, name, "the file lies outside the folder")
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from error
    return path


def unreadable(name: str, error: Exception, fault: Fault = Fault.FILE) -> Exception:
    """The refusal of a file that the machine won't read."""
    reason = getattr(error, "strerror", None) or str(error)
    return refuse(fault, name, f"can't be read: {reason[:1].lower()}{reason[1:]}")
