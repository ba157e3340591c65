"""Lay out ugly scripts and style sheets anew."""

import random

import jsbeautifier

PROJECT = "jsbeautifier"
REQUIRES = ["jsbeautifier"]
SCOPE = ["jsbeautifier"]

PIECES = [
    "function f(a,b){if(a>b){return a*2}else{return [1,2,3].map(x=>x+b)}}",
    "var o={a:1,b:'two',c:[1,2,{d:/x+/g}]};",
    "for(let i=0;i<10;i++){switch(i){case 1:g(i);break;default:h()}}",
    "try{await q(`t${a}`)}catch(e){console.log(e)}finally{z=a?b:c}",
    "class P extends Q{constructor(){super();this.x=1}get y(){return this.x}}",
    "// remark\nlet s='it\\'s';x=y&&z||!w;",
]


def main():
    rng = random.Random(28)
    size = 0
    for width in (0, 60):
        options = jsbeautifier.default_options()
        options.indent_size = 2
        options.wrap_line_length = width
        for _ in range(26):
            size += len(jsbeautifier.beautify("".join(rng.choices(PIECES, k=110)), options))
    print(size)


if __name__ == "__main__":
    main()
