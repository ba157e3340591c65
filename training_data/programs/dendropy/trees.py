"""Read, grow, root, compare and summarize evolutionary trees."""

import random

import dendropy
from dendropy.calculate import treecompare, treemeasure
from dendropy.simulate import treesim

PROJECT = "dendropy"
REQUIRES = ["dendropy"]
SCOPE = ["dendropy"]


def main():
    rng = random.Random(32)
    names = dendropy.TaxonNamespace([f"t{n}" for n in range(60)])
    trees = dendropy.TreeList(taxon_namespace=names)
    for _ in range(56):
        tree = treesim.birth_death_tree(1.0, 0.2, num_extant_tips=60, taxon_namespace=names, rng=rng)
        trees.append(tree)
    text = trees.as_string("newick")
    again = dendropy.TreeList.get(data=text, schema="newick", taxon_namespace=names)
    for tree in again:
        tree.encode_bipartitions()
    distance = sum(treecompare.symmetric_difference(a, b) for a in again for b in again)
    for tree in again:
        tree.update_bipartitions()
        tree.ladderize()
    matrix = again[0].phylogenetic_distance_matrix()
    print(distance, matrix.mean_pairwise_distance(), treemeasure.colless_tree_imbalance(again[1]))
    print(len(again.consensus(min_freq=0.3).as_string("nexus")), len(matrix.nj_tree().as_string("newick")))


if __name__ == "__main__":
    main()
