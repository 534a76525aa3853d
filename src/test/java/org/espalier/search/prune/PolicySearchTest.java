package org.espalier.search.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The course of a search over an objective that is known in closed form.
class PolicySearchTest {

    private static final PolicySpace SPACE = PolicySpace.of(layers(), Unit.HALF, 0.7);
    private static final Ranges RANGES = Ranges.all(SPACE.genes().size(), 0.4, 0.97, 0.05);

    private static SequencedMap<String, Integer> layers() {
        SequencedMap<String, Integer> layers = new LinkedHashMap<>();
        for (int block = 0; block < 4; block++) {
            layers.put("language_model.layers." + block + ".self_attn.q_proj", 400);
            layers.put("language_model.layers." + block + ".mlp.up_proj", 1100);
        }
        return layers;
    }

    private static double loss(Candidate candidate) {
        double[] ratios = SPACE.ratios(candidate);
        double sum = 0;
        for (int g = 0; g < ratios.length; g++) {
            double wanted = 0.9 - 0.06 * g;
            sum += (1 + g % 3) * (ratios[g] - wanted) * (ratios[g] - wanted);
        }
        return sum;
    }

    private static Score score(Task task) {
        return new Score(loss(task.candidate()), 0, 0, Map.of());
    }

    /// Scores at once, and counts what it is asked.
    private static final class Closed implements Evaluator<Task, Score> {
        private final List<Task> asked = new ArrayList<>();

        @Override
        public List<Score> evaluate(List<Task> tasks, Listener<? super Score> listener, TaskContext context) {
            asked.addAll(tasks);
            List<Score> scores = tasks.stream().map(PolicySearchTest::score).toList();
            for (int i = 0; i < scores.size(); i++) {
                listener.scored(i, scores.get(i));
            }
            return scores;
        }

        List<Candidate> candidates() {
            return asked.stream()
                    .filter(task -> task.part() == Part.PROXY)
                    .map(Task::candidate)
                    .toList();
        }
    }

    private static SearchOutcome search(
            Evaluator<Task, Score> evaluator, SearchOptions.Strategy strategy, int proposals, long seed) {
        SearchOptions options = new SearchOptions(
                strategy,
                12,
                6,
                4,
                2,
                1,
                0.2,
                proposals,
                0,
                Loss.ANSWERS,
                Omega.NONE,
                0,
                0,
                2,
                new ProjectorTuning(0, 0, ProjectorAim.STATES),
                false,
                seed);
        return new PolicySearch(SPACE, RANGES, options, evaluator, null)
                .run(Map.of("uniform", Seeds.uniform(SPACE)), TaskContext.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32})
    void noPolicyIsScoredTwiceAndTheWinnerIsTheBestOfAll(int proposals) {
        for (SearchOptions.Strategy strategy :
                List.of(SearchOptions.Strategy.EVOLUTION, SearchOptions.Strategy.RANDOM)) {
            Closed closed = new Closed();
            SearchOutcome outcome = search(closed, strategy, proposals, 3);
            List<Candidate> tried = closed.candidates();
            assertEquals(tried.size(), new HashSet<>(tried).size());
            assertEquals(62, tried.size(), "12 and five times ten");
            double least =
                    tried.stream().mapToDouble(PolicySearchTest::loss).min().orElseThrow();
            assertEquals(least, loss(outcome.winner()));
            assertTrue(tried.stream()
                    .allMatch(candidate ->
                            candidate.zeros().stream().mapToLong(zeros -> zeros).sum() == SPACE.budget()));
        }
    }

    @Test
    void theSameSeedTakesTheSameCourse() {
        Closed first = new Closed();
        Closed second = new Closed();
        search(first, SearchOptions.Strategy.EVOLUTION, 32, 5);
        search(second, SearchOptions.Strategy.EVOLUTION, 32, 5);
        assertEquals(first.asked, second.asked);
    }

    @Test
    void aGuessFindsBetterPoliciesWithAsManyScores() {
        Map<Integer, Double> sums = new HashMap<>();
        for (long seed = 0; seed < 10; seed++) {
            for (int proposals : new int[] {1, 32}) {
                SearchOutcome outcome = search(new Closed(), SearchOptions.Strategy.EVOLUTION, proposals, seed);
                sums.merge(proposals, outcome.objective(), Double::sum);
            }
            sums.merge(
                    0,
                    search(new Closed(), SearchOptions.Strategy.RANDOM, 1, seed).objective(),
                    Double::sum);
        }
        assertTrue(sums.getOrDefault(1, 0.0) < sums.getOrDefault(0, 0.0), "evolution beats chance: " + sums);
        assertTrue(sums.getOrDefault(32, 9.0) < 0.8 * sums.getOrDefault(1, 0.0), "a guess helps: " + sums);
    }
}
