"""Pack and unpack many small files in memory."""

import io
import random
import tarfile
import zipfile

PROJECT = "stdlib-tarfile"
REQUIRES = []
SCOPE = ["tarfile", "zipfile"]


def files(rng, count):
    for number in range(count):
        name = f"folder {number % 9}/" + "deep/" * (number % 5) + f"file é {number}.txt"
        yield name, rng.randbytes(rng.randint(0, 900))


def pack_tar(items, format):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for name, data in items:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mtime = 1_700_000_000
            archive.addfile(info, io.BytesIO(data))
    return out


def pack_zip(items):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in items:
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data)
    return out


def main():
    rng = random.Random(73)
    items = list(files(rng, 900))
    size = 0
    for format in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT) * 9:
        out = pack_tar(items, format)
        out.seek(0)
        with tarfile.open(fileobj=out) as archive:
            for member in archive:
                size += len(archive.extractfile(member).read()) + len(member.name)
    for _ in range(16):
        with zipfile.ZipFile(pack_zip(items)) as archive:
            for info in archive.infolist():
                size += len(archive.read(info)) + archive.getinfo(info.filename).CRC % 2
            size += sum(path.is_file() for path in zipfile.Path(archive, "folder 1/").iterdir())
    print(size)


if __name__ == "__main__":
    main()
