"""Tell whether a process that we noted down is still the same one."""

import time

import psutil


def birth(pid: int) -> float:
    """Return when the process started: with its number this names one process for good."""
    started: float = psutil.Process(pid).create_time()
    return started


def is_alive(pid: int) -> bool:
    try:
        status = psutil.Process(pid).status()
    except psutil.NoSuchProcess:
        return False
    return bool(status != psutil.STATUS_ZOMBIE)


def wait_for_end(pid: int, patience: float) -> bool:
    """Wait until a process that is not our child has ended, and tell whether it has."""
    deadline = time.monotonic() + patience
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def command(pid: int) -> list[str]:
    try:
        words: list[str] = psutil.Process(pid).cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return []
    return words


def anyone_works_in(folder: str) -> bool:
    """Tell whether any process that we may look at has this folder as its working directory."""
    return any(process.info["cwd"] == folder for process in psutil.process_iter(["cwd"]))


def folder_of(pid: int) -> str | None:
    try:
        folder: str = psutil.Process(pid).cwd()
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return None
    return folder
