"""Run a command-line program with groups, options and prompts, and print its help."""

import random

import click
from click.testing import CliRunner

PROJECT = "click"
REQUIRES = ["click"]
SCOPE = ["click"]


@click.group()
@click.option("--verbose", "-v", count=True)
@click.pass_context
def cli(ctx, verbose):
    """Keeps things in order."""
    ctx.obj = {"verbose": verbose}


@cli.command()
@click.argument("names", nargs=-1)
@click.option("--size", type=click.IntRange(1, 100), default=3, show_default=True)
@click.option("--color", type=click.Choice(["red", "green"]), multiple=True)
@click.pass_obj
def add(obj, names, size, color):
    """Add things, each with a size and colors that say where it belongs in the house."""
    for name in names:
        click.echo(f"{click.style(name, fg='red')} {size} {','.join(color)}")


@cli.command()
@click.option("--name", prompt=True)
@click.option("--point", type=(int, float))
def place(name, point):
    """Say where something stands."""
    click.secho(f"{name}: {point}", bold=True)


def arguments(rng):
    if rng.random() < 0.2:
        return [rng.choice(["--help", "nothing"])]
    if rng.random() < 0.3:
        return ["place", "--point", str(rng.randint(1, 9)), "2.5"]
    words = ["-vv", "add", *(f"thing{n}" for n in range(rng.randint(0, 8)))]
    words += ["--size", str(rng.randint(-5, 120))]
    return words + [f"--color={rng.choice(['red', 'green', 'blue'])}" for _ in range(rng.randint(0, 2))]


def main():
    rng = random.Random(8)
    runner = CliRunner()
    codes = [runner.invoke(cli, arguments(rng), input="lamp\n").exit_code for _ in range(5500)]
    print({code: codes.count(code) for code in set(codes)})


if __name__ == "__main__":
    main()
