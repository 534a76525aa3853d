package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A subnet search as arguments of the command line.
final class SearchCommand {

    private SearchCommand() {}

    static List<String> of(NasSearchParameters p) {
        List<String> command =
                new ArrayList<>(List.of("nas", "search", p.options().space()));
        command.addAll(p.options().command());
        add(command, "--data", p.data());
        add(command, "--method", p.random() ? "random" : null);
        add(command, "--population", p.population());
        add(command, "--generations", p.generations());
        add(command, "--parents", p.parents());
        add(command, "--proposals", p.random() ? null : p.proposals());
        add(command, "--uniform", p.random() || p.uniform() == 0 ? null : p.uniform());
        NasSearchParameters.Finals finals = p.finals();
        if (finals != null) {
            add(command, "--finalists", finals.count());
            add(command, "--finalist-epochs", finals.epochs());
            add(command, "--finalist-rate", finals.rate());
        }
        add(command, "--pictures", p.pictures() == 0 ? null : p.pictures());
        add(command, "--seed", p.seed());
        Path out = p.out();
        add(command, "--out", out);
        add(command, "--train", p.train() == 0 ? null : p.train());
        add(command, "--workers", p.workers());
        SparkTarget.add(command, p.spark());
        if (p.deploy() != null) {
            command.add("--deploy");
            add(command, "--epochs", p.deploy());
        }
        return command;
    }

    static void add(List<String> command, String option, @Nullable Object value) {
        if (value != null) {
            command.add(option);
            command.add(value.toString());
        }
    }
}
