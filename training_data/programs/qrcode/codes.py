"""Makes QR codes of several versions and error corrections and draws them as text and SVG."""

import io
import random

import qrcode
from qrcode.image.svg import SvgPathImage

PROJECT = "qrcode"
REQUIRES = ["qrcode"]
SCOPE = ["qrcode"]
ROUNDS = 273


def main() -> None:
    rng = random.Random(43)
    dark = size = 0
    levels = [qrcode.ERROR_CORRECT_L, qrcode.ERROR_CORRECT_M, qrcode.ERROR_CORRECT_Q, qrcode.ERROR_CORRECT_H]
    for number in range(ROUNDS):
        code = qrcode.QRCode(error_correction=levels[number % 4], border=2)
        code.add_data(f"https://example.org/items/{rng.randint(1, 10**9)}?page={number}")
        code.add_data("0123456789" * rng.randint(1, 6))
        code.add_data("HELLO WORLD $%*" * rng.randint(0, 4))
        code.make(fit=True)
        dark += sum(map(sum, code.get_matrix()))
        out = io.StringIO()
        code.print_ascii(out)
        size += len(out.getvalue())
        if number % 4 == 0:
            picture = io.BytesIO()
            code.make_image(image_factory=SvgPathImage).save(picture)
            size += len(picture.getvalue())
    print(dark, size)


if __name__ == "__main__":
    main()
