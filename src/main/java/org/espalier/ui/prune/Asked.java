package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.espalier.compress.prune.Ratios;
import org.espalier.model.Component;
import org.espalier.ui.session.Session;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.project.ProjectFile;
import org.jspecify.annotations.Nullable;

/// What the form and the bars ask for.
final class Asked {

    private final Session session;
    private final PruneModel model;
    private final Editing editing;

    Asked(Session session, PruneModel model, Editing editing) {
        this.session = session;
        this.model = model;
        this.editing = editing;
    }

    /// Puts what a project offers first in the form.
    void defaults(@Nullable Project project) {
        if (project == null) {
            return;
        }
        ProjectFile file = project.file();
        String criterion = file.criterion();
        Double sparsity = file.sparsity();
        if (criterion != null) {
            model.criterion.set(criterion);
        }
        if (sparsity != null) {
            model.sparsity.set(sparsity * 100);
        }
    }

    /// The share to prune, of whole percents.
    double ratio() {
        return Math.round(model.sparsity.get()) / 100.0;
    }

    /// Whether the bars were edited, and count.
    boolean edited() {
        return model.editable.get() && !editing.policy().isEmpty();
    }

    /// The parts to prune; a structured cut prunes the language model's.
    Set<Component> components() {
        if (Cut.of(model.pattern.get()).structured()) {
            return EnumSet.of(Component.LANGUAGE_MODEL);
        }
        Set<Component> chosen = EnumSet.noneOf(Component.class);
        if (model.languageModel.get()) {
            chosen.add(Component.LANGUAGE_MODEL);
        }
        if (model.visionTower.get()) {
            chosen.add(Component.VISION_TOWER);
        }
        if (model.projector.get()) {
            chosen.add(Component.PROJECTOR);
        }
        return chosen;
    }

    /// The work of pruning `dense` so, with the project's data.
    PruneJob job(Path dense) {
        Project project = session.projectProperty().get();
        ProjectFile file = project == null ? null : project.file();
        Path folder = project == null
                ? Path.of("pruned").toAbsolutePath()
                : project.folder().resolve("pruned");
        return new PruneJob(
                dense,
                folder,
                session.runs(),
                model.criterion.get(),
                Cut.of(model.pattern.get()),
                rule(),
                model.sequential.get(),
                edited() ? editing.total() : ratio(),
                edited() ? editing.policy() : Map.of(),
                model.samples.get(),
                model.seed.get(),
                components(),
                resolve(project, file == null ? null : file.calibration()),
                resolve(project, file == null ? null : file.images()),
                resolve(project, file == null ? null : file.data()),
                model.questions.get());
    }

    /// How the share is spread over the layers, where the bars do not say it.
    private Ratios rule() {
        return edited() || !Cut.of(model.pattern.get()).editable() ? Ratios.UNIFORM : Ratios.parse(model.rule.get());
    }

    private static @Nullable Path resolve(@Nullable Project project, @Nullable String relative) {
        return project == null ? null : project.path(relative).orElse(null);
    }
}
