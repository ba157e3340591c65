"""Sending one item per request in a loop, where the service takes many at once.

Each request costs a round trip, however small the item. Amazon's services have a second operation for many items:
`delete_objects` of S3 (a thousand keys), `batch_writer` and `batch_get_item` of DynamoDB, `send_message_batch` of
SQS, `put_records` of Kinesis; MongoDB has `insert_many`, `bulk_write` and `find` with `$in`; redis has `mget`, `mset`
and pipelines.

**When not to bother**: a few items; or each answer decides whether to go on.
"""

from __future__ import annotations

import ast
import re

from ...semantics.questions.places import in_test
from ...semantics.questions.repeats import depends_on_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_AMAZON = {
    "delete_object": "delete_objects()", "put_item": "batch_writer()", "delete_item": "batch_writer()",
    "get_item": "batch_get_item()", "send_message": "send_message_batch()", "delete_message": "delete_message_batch()",
    "put_record": "put_records()", "publish": "publish_batch()",
}  # fmt: skip
_PLACES = {"Bucket", "TableName", "QueueUrl", "StreamName", "TopicArn"}
"""A batch goes to one of them."""
_MONGO = {
    "insert_one": "insert_many()", "find_one": "find() with $in", "update_one": "bulk_write()",
    "replace_one": "bulk_write()", "delete_one": "bulk_write()",
}  # fmt: skip
_REDIS = {
    "get": "mget()", "hget": "a pipeline", "set": "a pipeline", "hset": "a pipeline", "delete": "delete() of many keys",
    "expire": "a pipeline", "incr": "a pipeline", "sadd": "sadd() of many members", "rpush": "rpush() of many values",
    "lpush": "lpush() of many values", "zadd": "zadd() of many members", "hgetall": "a pipeline", "ttl": "a pipeline",
}  # fmt: skip
_CLIENT = re.compile(r"(?:.*_)?redis(?:_client|_conn|_connection)?", re.IGNORECASE)


def check(node: ast.Call, at: Site) -> Match | None:
    loop, function = at.loop, node.func
    if loop is None:  # cheap
        return None
    if loop.kind == "while" or not isinstance(function, ast.Attribute):
        return None
    many = _many(function, node, at)
    if many is None or loop not in at.repeating or in_test(at):
        return None
    if any(isinstance(inner, (ast.Break, ast.Return)) for inner in loop.walk()):
        return None  # an answer decides
    if any(isinstance(parent, ast.ExceptHandler) for parent in at.parents(node)):
        return None  # once in a while
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    if not any(depends_on_pass(value, loop) for value in values) or depends_on_pass(function.value, loop):
        return None
    return Match(node, f"sends a request in each pass: {many} takes many items at once")


def _many(function: ast.Attribute, call: ast.Call, at: Site) -> str | None:
    """What to use instead, where the library is known: by its imports, the style of its arguments, or a type."""
    name, imports_any = function.attr, at.facts.model.imports_any
    if name in _AMAZON and imports_any(("boto3", "botocore", "aiobotocore", "aioboto3")):
        places = [keyword.value for keyword in call.keywords if keyword.arg in _PLACES]
        assert at.loop is not None
        return _AMAZON[name] if places and not any(depends_on_pass(p, at.loop) for p in places) else None
    if name in _MONGO:
        return _MONGO[name] if imports_any(("pymongo", "motor")) else None
    if imports_any(("redis",)):
        kind = at.type(function.value)
        named = _CLIENT.fullmatch((at.dotted(function.value) or "").rpartition(".")[2])
        return _REDIS.get(name) if kind.name == "redis.Redis" or (named and not kind.known) else None
    return None


RULE = Rule(
    slug="item-request-in-loop",
    code="SLP704",
    family="network",
    stage="preview",
    triggers=Triggers(calls=frozenset({*_AMAZON, *_MONGO, *_REDIS}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import boto3
import redis
from pymongo import MongoClient


def clear(bucket, keys):
    s3 = boto3.client("s3")
    for key in keys:
        «s3.delete_object(Bucket=bucket, Key=key)»


def store(orders):
    collection = MongoClient().shop.orders
    for order in orders:
        «collection.insert_one(order.as_dict())»


def names(keys):
    client = redis.Redis()
    return [«client.get(key)» for key in keys]


class Cache:
    async def warm(self, rows):
        for key, value in rows.items():
            await «self.redis.set(key, value)»
""",
        ),
    ],
    clean=[
        """\
# A batch goes to one queue, bucket or topic.
import boto3

def tell(client, targets, text):
    for target in targets:
        client.send_message(QueueUrl=target, MessageBody=text)
        client.publish(TargetArn=target, Message=text)
""",
        """# After an error, once in a while.
from pymongo import MongoClient

def store(make, keys):
    orders = MongoClient().shop.orders
    for key in keys:
        try:
            make(key)
        except ValueError:
            orders.delete_one({"_id": key})
""",
        """\
# Many at once.
import boto3
import redis

def clear(bucket, keys):
    boto3.client("s3").delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]})

def names(keys):
    client = redis.Redis()
    with client.pipeline() as pipe:
        for key in keys:
            pipe.get(key)
        return pipe.execute()
""",
        """\
# The first that is there.
import redis

def first(keys):
    client = redis.Redis()
    for key in keys:
        value = client.get(key)
        if value is not None:
            return value
""",
        """\
# Dicts.
import redis

def read(keys, values):
    redis_values = {}
    redis = dict(values)
    return [redis_values.get(key) for key in keys], [redis.get(key) for key in keys]
""",
        """\
# A method of the project's own, and other libraries.
import boto3

def read(store, keys):
    return [store.get_item(key) for key in keys], [store.publish(topic=key) for key in keys]
""",
        """\
# Not Amazon's, not redis, and not MongoDB.
def read(store, keys):
    print([store.get_item(TableName="a", Key=key) for key in keys], [store.redis.get(key) for key in keys])
    return [store.find_one(key) for key in keys]
""",
        """\
# The same in each pass.
import redis

def wait(names):
    client = redis.Redis()
    for name in names:
        print(name, client.get("state"))
""",
        """\
# Each in a place of its own.
from pymongo import MongoClient

def store(collections, order):
    for collection in collections:
        collection.insert_one(dict(order, place=collection))
""",
        """\
# Three.
import redis

def states():
    client = redis.Redis()
    return [client.get(key) for key in ("new", "paid", "sent")]
""",
        """\
# As they come.
import redis

def drain(queue):
    client = redis.Redis()
    while queue:
        key = queue.pop()
        client.delete(key)
""",
        """\
# A test.
import redis

def test_states(keys):
    client = redis.Redis()
    for key in keys:
        assert client.get(key)
""",
        """\
# Once.
import redis

def state(key):
    return redis.Redis().get(key)
""",
        """\
# A function.
import redis

def states(keys, get):
    return [get(key) for key in keys]
""",
    ],
)
