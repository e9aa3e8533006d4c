"""For whoever grades a class: hand-ins, batch, gradebook, exports, site."""
