package org.espalier.model.llava.training;

/// One pass of training, measured on training pictures that were held out.
///
/// @param stage "tower" or "whole"
/// @param pass from 1
/// @param loss mean over the pass
/// @param accuracy on held-out pictures, in percent: answers in stage two, shapes in stage one
/// @param colourAccuracy colours in stage one, in percent; answers in stage two
public record CurvePoint(String stage, int pass, double loss, double accuracy, double colourAccuracy) {}
