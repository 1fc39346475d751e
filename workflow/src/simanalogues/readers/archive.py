"""A simulation that comes as one archive."""

import tarfile
from pathlib import Path, PurePosixPath

from simanalogues.errors import InputMissing
from simanalogues.readers.folder import output_folder


def unpack(archive: str | Path, folder: str | Path, *, outputs: list[int]) -> None:
    """Lay out an archive's files in a folder, without the archive's own top folder.

    Raises
    ------
    InputMissing
        The archive cannot be read, or lacks one of the outputs.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                if inner := PurePosixPath(member.name).parts[1:]:
                    tar.extract(member.replace(name=str(PurePosixPath(*inner))), folder, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise InputMissing(f"{archive} cannot be unpacked ({error}): get it again") from error
    lacking = [output for output in outputs if not output_folder(folder, output).is_dir()]
    if lacking:
        raise InputMissing(f"{archive} does not hold the outputs {lacking}: correct `outputs`")
