"""Making a boto3 client, or opening a mail, FTP or SSH connection, in each pass of a loop.

`boto3.client("s3")` reads and parses the description of the whole service, looks for credentials, and has a pool of
connections of its own; `smtplib.SMTP(host)` and their like take several round trips before the first message. One
that is made before the loop serves all passes. (Django's `send_mail()` opens a connection for each call, too, unless
it is given one: `get_connection()`, or `send_mass_mail()`.)

**When not to bother**: each pass takes long anyway.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.questions.repeats import depends_on_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MADE = {
    "boto3.client", "boto3.resource", "boto3.Session", "boto3.session.Session", "smtplib.SMTP", "smtplib.SMTP_SSL",
    "imaplib.IMAP4", "imaplib.IMAP4_SSL", "poplib.POP3", "poplib.POP3_SSL", "ftplib.FTP", "ftplib.FTP_TLS",
    "paramiko.SSHClient", "elasticsearch.Elasticsearch", "openai.OpenAI", "anthropic.Anthropic",
    "django.core.mail.send_mail",
}  # fmt: skip


def check(node: ast.Call, at: Site) -> Match | None:
    loop = at.loop
    made = at.qualified(node.func)
    if loop is None:  # cheap
        return None
    if loop.kind == "while" or made not in _MADE or loop not in at.repeating or in_test(at):
        return None
    sends = made == "django.core.mail.send_mail"
    if sends and any(keyword.arg in ("connection", None) for keyword in node.keywords):
        return None
    values = [] if sends else [*node.args, *(keyword.value for keyword in node.keywords)]
    if any(depends_on_pass(value, loop) for value in values):
        return None  # each to another place
    if any(isinstance(inner, (ast.Break, ast.Return)) for inner in loop.walk()):
        return None  # until a try succeeds
    return Match(node, "connects anew in each pass: open one connection before the loop")


RULE = Rule(
    slug="client-in-loop",
    code="SLP703",
    family="network",
    stage="preview",
    triggers=Triggers(calls=frozenset(name.rpartition(".")[2] for name in _MADE), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import smtplib

import boto3
from django.core.mail import send_mail


def upload(paths, bucket, settings):
    for path in paths:
        «boto3.client("s3", **settings)».upload_file(path, bucket, path)


def mail(messages, host):
    for message in messages:
        with «smtplib.SMTP(host, port=25)» as server:
            server.send_message(message)


def remind(users, text):
    for user in users:
        «send_mail("Reminder", text, None, [user.email])»
""",
        ),
    ],
    clean=[
        """\
# One client.
import boto3

def upload(paths, bucket):
    s3 = boto3.client("s3")
    for path in paths:
        s3.upload_file(path, bucket, path)
""",
        """\
# Each pass asks another region.
import boto3

def count(regions):
    return [boto3.client("ec2", region_name=region).describe_instances() for region in regions]
""",
        """\
# Until it succeeds.
import smtplib

def connect(host, log):
    for attempt in range(100):
        try:
            server = smtplib.SMTP(host)
        except OSError:
            log(attempt)
        else:
            return server
""",
        """\
# In an endless loop, after a loss of the connection.
import imaplib

def listen(host, handle):
    while True:
        handle(imaplib.IMAP4_SSL(host))
""",
        """\
# Two.
import boto3

def buckets(names):
    for name in ("s3", "sqs"):
        print(names, boto3.client("s3"))
""",
        """\
# One connection for all.
from django.core.mail import get_connection, send_mail

def remind(users, text, **more):
    connection = get_connection()
    for user in users:
        send_mail("Reminder", text, None, [user.email], connection=connection)
        send_mail("Reminder", text, None, [user.email], **more)
""",
        """\
# A test.
import boto3

def test_clients(names):
    for name in names:
        print(name, boto3.client("s3"))
""",
        """\
# Once.
import boto3

def bucket():
    return boto3.client("s3")
""",
        """\
# Another client().
def clients(names, make):
    return [make.client("s3") for name in names]
""",
    ],
)
