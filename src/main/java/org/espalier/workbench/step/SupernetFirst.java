package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.format.Json;
import org.espalier.model.vit.VitConfigFile;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;
import org.jspecify.annotations.Nullable;

/// What a subnet search needs before it: a trained supernet.
final class SupernetFirst {

    private SupernetFirst() {}

    /// The search of the given folder, or, for a space that is only a space, of `supernet/` in the run, trained there
    /// first.
    ///
    /// @throws WorkbenchException if there is nothing trained and no run to train in
    static NasSearchParameters of(NasSearchParameters p, @Nullable Path run, TaskContext context) {
        Path given = Path.of(p.options().space());
        if (Files.exists(given.resolve("model.safetensors"))) {
            return p;
        }
        if (run == null || p.train() < 1) {
            throw WorkbenchException.input(
                    "nas.search.untrained",
                    p.options().space() + " is a space without trained weights",
                    "Train it first with 'espalier nas train', or let the search do it: --train EPOCHS --out RUN.");
        }
        Path supernet = run.resolve("supernet");
        if (!Files.isDirectory(supernet)) {
            Path config = run.resolve("supernet.json");
            Json.write(config, VitConfigFile.toJson(p.options().resolve().config()));
            new NasTrainStep()
                    .run(
                            new NasTrainStep.Parameters(
                                    config.toString(), p.data(), supernet, p.train(), p.seed(), 1, false),
                            context);
        } else if (Run.open(supernet).status() != RunStatus.DONE) {
            new NasTrainStep().resume(supernet, context);
        }
        NasSpaceOptions o = p.options();
        NasSpaceOptions trained = new NasSpaceOptions(
                supernet.toString(),
                null,
                null,
                null,
                null,
                null,
                o.budget(),
                o.flash(),
                o.mode(),
                o.board(),
                o.latency());
        return p.of(trained);
    }
}
