"""Run a sieve, a recursive function and a sort in a little language of our own."""

from nodes import Environment
from syntax import Parser

PROJECT = "own-tinylang"
REQUIRES = []
SCOPE = ["tokens", "syntax", "nodes"]

SOURCE = """
fn fib(n) {
    if n < 2 { return n; }
    return fib(n - 1) + fib(n - 2);
}

fn sieve(limit) {
    let flags = fill(limit + 1, true);
    let i = 2;
    while i * i <= limit {
        if flags[i] {
            let j = i * i;
            while j <= limit { flags[j] = false; j = j + i; }
        }
        i = i + 1;
    }
    let count = 0;
    let k = 2;
    while k <= limit {
        if flags[k] { count = count + 1; }
        k = k + 1;
    }
    return count;
}

fn bubble(items) {
    let n = len(items);
    let i = 0;
    while i < n {
        let j = 0;
        while j < n - i - 1 {
            if items[j] > items[j + 1] {
                let t = items[j];
                items[j] = items[j + 1];
                items[j + 1] = t;
            }
            j = j + 1;
        }
        i = i + 1;
    }
    return items;
}

print fib(24);
print sieve(400000);
let values = [];
let seed = 42;
while len(values) < 450 {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    push(values, seed % 1000);
}
print bubble(values);
"""


def builtins():
    return {"len": len, "fill": lambda n, value: [value] * n, "push": lambda items, item: items.append(item)}


def explain(program):
    """How deep the tree is, for the curious."""
    return f"{len(program.body)} statements, depth {program.depth()}"


def main():
    program = Parser(SOURCE).program()
    program.evaluate(Environment(names=builtins()))


if __name__ == "__main__":
    main()
