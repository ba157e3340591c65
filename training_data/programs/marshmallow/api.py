"""Serializes, validates and loads nested blog data with marshmallow schemas."""

import datetime as dt
import random

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load, validate, validates_schema

PROJECT = "marshmallow"
REQUIRES = ["marshmallow"]
SCOPE = ["marshmallow"]
ROUNDS = 770


class AuthorSchema(Schema):
    name = fields.String(required=True, validate=validate.Length(min=2, max=30))
    email = fields.Email()
    score = fields.Decimal(as_string=True, places=2)

    @pre_load
    def clean(self, data: dict, **options) -> dict:
        return {**data, "name": data.get("name", "").strip()}


class PostSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    id = fields.Integer(strict=True)
    title = fields.String(required=True)
    author = fields.Nested(AuthorSchema, required=True)
    tags = fields.List(fields.String(validate=validate.OneOf(["news", "code", "life"])))
    published = fields.DateTime(format="iso")
    words = fields.Function(lambda post: len(post["title"].split()))
    extra = fields.Dict(keys=fields.String(), values=fields.Integer())

    @validates_schema
    def check(self, data: dict, **options) -> None:
        if data.get("id", 1) % 50 == 0:
            raise ValidationError("unlucky", "id")

    @post_load
    def finish(self, data: dict, **options) -> dict:
        return {**data, "loaded": True}


def post(rng: random.Random, number: int) -> dict:
    author = {
        "name": f" name {rng.randint(1, 99)} ",
        "email": rng.choice(["a@b.org", "bad"]),
        "score": rng.random() * 9,
    }
    when = dt.datetime(2020, 1, 1, tzinfo=dt.timezone.utc) + dt.timedelta(minutes=rng.randint(0, 500_000))
    tags = rng.choices(["news", "code", "life"], k=3)
    return {
        "id": number,
        "title": "some words here",
        "author": author,
        "tags": tags,
        "published": when,
        "extra": {"a": 1},
    }


def main() -> None:
    rng = random.Random(86)
    schema = PostSchema(many=True)
    size = broken = 0
    for _ in range(ROUNDS):
        dumped = schema.dump([post(rng, number) for number in range(1, 60)])
        size += sum(entry["words"] for entry in dumped)
        try:
            size += len(schema.load(dumped))
        except ValidationError as error:
            broken += len(error.messages)
            size += len(error.valid_data)
    print(size, broken)


if __name__ == "__main__":
    main()
