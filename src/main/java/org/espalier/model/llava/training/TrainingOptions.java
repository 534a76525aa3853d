package org.espalier.model.llava.training;

/// How to train.
///
/// @param seed of weights, order and changes of the pictures
/// @param towerPasses passes over the training pictures in stage one
/// @param towerBatch pictures per step in stage one
/// @param passes over the training pictures with all their questions in stage two
/// @param batch pictures per step in stage two
/// @param learningRate peak of the common learning rate
/// @param towerRate the tower's share of it in stage two
/// @param heldOut training pictures kept out of training, to watch it
/// @param pictures training pictures used at most; 0 means all
public record TrainingOptions(
        long seed,
        int towerPasses,
        int towerBatch,
        int passes,
        int batch,
        float learningRate,
        float towerRate,
        int heldOut,
        int pictures) {}
