"""The kernel under Node, driven as front ends drive it."""
