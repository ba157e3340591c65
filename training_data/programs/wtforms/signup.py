"""Validates and renders sign-up forms with nested fields in WTForms."""

import random

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, FieldList, Form, FormField, IntegerField, SelectField, StringField
from wtforms import validators as v

PROJECT = "wtforms"
REQUIRES = ["wtforms", "werkzeug"]
SCOPE = ["wtforms"]
ROUNDS = 270


class AddressForm(Form):
    street = StringField("Street", [v.InputRequired(), v.Length(max=40)])
    code = StringField("Code", [v.Regexp(r"^\d{5}$")])
    country = SelectField("Country", choices=[(code, code.upper()) for code in ("it", "fr", "de", "no")])


class SignupForm(Form):
    name = StringField("Name", [v.DataRequired(), v.Length(min=2, max=25)], filters=[lambda text: (text or "").strip()])
    age = IntegerField("Age", [v.Optional(), v.NumberRange(0, 120)])
    born = DateField("Born", [v.Optional()])
    accept = BooleanField("Accept", [v.AnyOf([True])])
    addresses = FieldList(FormField(AddressForm), min_entries=1, max_entries=4)

    def validate_name(self, field: StringField) -> None:
        if "admin" in field.data:
            raise v.ValidationError("reserved")


def posted(rng: random.Random) -> MultiDict:
    data = {"name": rng.choice([" Ada ", "admin", "x", "Grace"]), "age": rng.choice(["", "30", "200", "no"])}
    data |= {"born": rng.choice(["1990-02-03", "bad", ""]), "accept": rng.choice(["y", ""])}
    for number in range(rng.randint(1, 4)):
        data |= {f"addresses-{number}-street": "Via", f"addresses-{number}-code": rng.choice(["12345", "12"])}
        data |= {f"addresses-{number}-country": rng.choice(["it", "xx"])}
    return MultiDict(data)


def main() -> None:
    rng = random.Random(81)
    valid = characters = 0
    for _ in range(ROUNDS):
        for _ in range(5):
            form = SignupForm(posted(rng))
            valid += form.validate()
            characters += sum(len(str(error)) for errors in form.errors.values() for error in errors)
            characters += sum(len(field(class_="wide", **{"data-x": 1})) + len(field.label()) for field in form)
    print(valid, characters)


if __name__ == "__main__":
    main()
