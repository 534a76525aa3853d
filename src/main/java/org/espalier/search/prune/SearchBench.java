package org.espalier.search.prune;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.model.llava.LlavaModel;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.search.evaluate.LocalEvaluator;
import org.espalier.search.evaluate.Scorer;
import org.espalier.search.evaluate.Supplements;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A model with its samples, set up for searching: pruners by fold, evaluator, projectors, rules for seeds.
///
/// Close it to free the memory; the model stays open.
public final class SearchBench implements AutoCloseable {

    private static final int TOKENS_AT_ONCE = 4096;

    /// How candidates become weights in the search, and the winner at its end.
    ///
    /// @param exact whether candidates are pruned by OBS too, not by rank maps
    /// @param method OBS as the winner gets it, and in exact mode every candidate
    /// @param folds into how many parts the proxy samples are cut, each scored with weights calibrated on the
    ///     others; 1 calibrates and scores on the same samples
    /// @param workers candidates scored at a time
    public record Setup(boolean exact, ExactPruner.Method method, int folds, int workers) implements Serializable {}

    private final LlavaModel model;
    private final Setup setup;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final List<Fold> folds = new ArrayList<>();
    private final Map<ProjectorAim, List<Fold>> lessons = new EnumMap<>(ProjectorAim.class);
    private final List<Sample> proxySamples;
    private final DenseLayers dense;
    private final Samples proxy;
    private final Samples heldOut;
    private final Projectors projectors;
    private final Map<Part, Samples> whole = new EnumMap<>(Part.class);
    private final Map<List<Object>, double[]> sensitive = new HashMap<>(); // ECoFLaP's ratios, dear to find
    private final Pruner fitted;
    private final PolicyScorer scorer;
    private final LocalEvaluator<Task, Score> evaluator;

    /// Runs tower and dense decoder over all samples.
    ///
    /// @param test official questions, scored only when asked for; null for none
    public SearchBench(
            LlavaModel model,
            List<Sample> proxySamples,
            List<Sample> heldOutSamples,
            @Nullable Samples test,
            Setup setup,
            TaskContext context) {
        if (setup.folds() < 1 || setup.folds() > proxySamples.size()) {
            throw WorkbenchException.usage(
                    "search.folds",
                    setup.folds() + " folds of " + proxySamples.size() + " samples",
                    "Give --folds from 1 to the number of samples.");
        }
        this.model = model;
        this.setup = setup;
        this.proxySamples = List.copyOf(proxySamples);
        this.dense = DenseLayers.of(model.decoder());
        try {
            context.stage("Looking at " + (proxySamples.size() + heldOutSamples.size()) + " samples");
            this.proxy = own(ready(proxySamples, Integer.MAX_VALUE, context));
            this.heldOut = own(ready(heldOutSamples, TOKENS_AT_ONCE, context));
            this.projectors = own(new Projectors(model));
            for (Samples samples : List.of(proxy, heldOut)) {
                samples.remember(model.decoder(), model.weights().projector());
            }
            ExactPruner last = own(new ExactPruner(model, proxy, setup.method(), true));
            this.fitted = setup.exact() ? last : nested(proxy, context);
            folds.addAll(
                    setup.folds() == 1
                            ? List.of(new Fold("all", fitted, proxy))
                            : cut(setup.folds(), TOKENS_AT_ONCE, context));
            whole.put(Part.FITTED, proxy);
            whole.put(Part.HELD_OUT, heldOut);
            if (test != null) {
                whole.put(Part.TEST, test);
            }
            this.scorer = own(new PolicyScorer(model, projectors, folds, fitted, last, whole));
            this.evaluator = own(new LocalEvaluator<>(scorer, setup.workers()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Samples ready(List<Sample> samples, int tokens, TaskContext context) {
        return Samples.of(model, samples, tokens, context);
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    private Pruner nested(Samples samples, TaskContext context) {
        InputNorms norms = InputNorms.of(model, samples, setup.method().weighting(), context);
        return new NestedPruner(dense, norms.scores(dense), true);
    }

    /// Folds of the proxy samples, each scored on its own part and calibrated on the others.
    private List<Fold> cut(int count, int tokens, TaskContext context) {
        List<Fold> cut = new ArrayList<>();
        for (int f = 0; f < count; f++) {
            List<Sample> inside = new ArrayList<>();
            List<Sample> outside = new ArrayList<>();
            for (int i = 0; i < proxySamples.size(); i++) {
                (i % count == f ? inside : outside).add(proxySamples.get(i));
            }
            Samples seen = own(ready(outside, Integer.MAX_VALUE, context));
            Samples scored = own(ready(inside, tokens, context));
            scored.remember(model.decoder(), model.weights().projector());
            Pruner pruner =
                    setup.exact() ? own(new ExactPruner(model, seen, setup.method(), true)) : nested(seen, context);
            cut.add(new Fold("fold" + f + "of" + count, pruner, scored));
        }
        return cut;
    }

    /// Layers that policies are about, with their numbers of weights.
    public SequencedMap<String, Integer> layers() {
        return dense.sizes();
    }

    /// How candidates are pruned: "exact" or "nested".
    public String mode() {
        return setup.exact() ? "exact" : "nested";
    }

    /// Scores in this process; put a [org.espalier.search.evaluate.Memo] before it.
    public Evaluator<Task, Score> evaluator() {
        return evaluator;
    }

    /// The scoring itself, for other evaluators; closed with the bench.
    public Scorer<Task, Score> scorer() {
        return scorer;
    }

    /// What scorers elsewhere lack: the projectors that were tuned here.
    public Supplements<Task> supplements() {
        return new TunedProjectors(projectors);
    }

    /// The projectors of all searches.
    public Projectors projectors() {
        return projectors;
    }

    /// The dense model on the held-out samples: what can be reached, and whether the base is sound.
    public Samples.Result denseHeldOut(TaskContext context) {
        return heldOut.score(
                model.decoder(), model.weights().projector(), model.config().imageToken(), context);
    }

    /// The winner's weights, pruned its final way.
    public PrunedWeights finished(Candidate winner, TaskContext context) {
        return scorer.weights(new Task(winner, Part.FITTED, Projectors.OWN, true), context);
    }

    /// Policies by rule.
    ///
    /// @param strategy which rules are wanted: all for a search, one for its baseline
    public Map<String, double[]> seeds(
            PolicySpace space, SearchOptions.Strategy strategy, long seed, TaskContext context) {
        Map<String, double[]> seeds = new LinkedHashMap<>();
        boolean search = strategy == SearchOptions.Strategy.EVOLUTION || strategy == SearchOptions.Strategy.RANDOM;
        if (search || strategy == SearchOptions.Strategy.UNIFORM) {
            seeds.put("uniform", Seeds.uniform(space));
        }
        boolean evolution = strategy == SearchOptions.Strategy.EVOLUTION;
        if (evolution || strategy == SearchOptions.Strategy.OWL) {
            InputNorms norms = InputNorms.of(model, proxy, Weighting.TOKENS, context);
            seeds.put("owl", Seeds.owl(space, norms.scores(dense)));
        }
        if (evolution || strategy == SearchOptions.Strategy.ECOFLAP) {
            List<Object> key = List.of(space.genes(), space.target(), seed);
            seeds.put(
                    "ecoflap",
                    sensitive.computeIfAbsent(key, _ -> Seeds.ecoflap(space, model, dense, proxy, seed, context)));
        }
        if (evolution) {
            seeds.put("attention-light", Seeds.attentionLight(space, 0.1));
        }
        return seeds;
    }

    /// Scores policies with masks by magnitude, kept weights unchanged, on any part but [Part#PROXY]; needs the bench
    /// open.
    public Scorer<Task, Score> magnitude() {
        Pruner pruner = new NestedPruner(dense, InputNorms.magnitudes(dense), false);
        return new PolicyScorer(model, projectors, List.of(), pruner, pruner, whole);
    }

    /// What tunes the projector.
    ///
    /// @param batch samples in an update and policy
    /// @param prefix of the files that steps are remembered in
    public ProjectorEvolution evolution(int batch, ProjectorAim aim, Path folder, String prefix, TaskContext context) {
        int longest = proxySamples.stream()
                .mapToInt(sample -> sample.tokens().length)
                .max()
                .orElse(1);
        List<Fold> folds = lessons.computeIfAbsent(aim, _ -> switch (aim) {
            case STATES -> List.of(dense(batch * longest, context));
            case ANSWERS -> cut(Math.min(2, proxySamples.size()), batch * longest, context);
        });
        return new ProjectorEvolution(model, projectors, scorer, folds, folder, prefix);
    }

    /// All proxy samples with the dense model's states.
    private Fold dense(int tokens, TaskContext context) {
        Samples samples = own(ready(proxySamples, tokens, context));
        samples.rememberStates(model.decoder(), model.weights().projector());
        return new Fold("all", fitted, samples);
    }

    @Override
    public void close() {
        IllegalStateException failed = null;
        for (AutoCloseable resource : owned.reversed()) {
            try {
                resource.close();
            } catch (Exception e) { // The others are closed all the same.
                if (failed == null) {
                    failed = new IllegalStateException(e);
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
