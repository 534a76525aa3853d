package org.espalier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// Holds the table of packages in the architecture page: data flows one way.
class ArchitectureTest {

    private static final String ROOT = "org.espalier.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.espalier");

    /// Package -> what it may use besides itself, and why no more.
    private static final Map<String, Rule> TABLE = Map.ofEntries(
            entry("task", "", "everything may use it, so it may use nothing"),
            entry("tensor", "task", "arithmetic does not know where its numbers come from"),
            entry("format", "task tensor", "a file's bytes have no meaning yet"),
            entry("model", "task tensor format", "models do not know how they are compressed"),
            entry("compress", "task tensor format model", "a plan is made of a compressed network, not the reverse"),
            entry("plan", "task tensor format model compress", "plans are made before anyone searches with them"),
            entry("search", "task tensor format model compress plan", "search and firmware do not know each other"),
            entry("firmware", "task tensor format model compress plan", "search and firmware do not know each other"),
            entry("board", "task format compress plan firmware", "a board runs an image, whatever model it came from"),
            entry(
                    "workbench",
                    "task tensor format model compress plan search firmware board",
                    "steps are started by a face, never by an engine"),
            entry("cli", "task tensor format model compress plan workbench ui", "a command is the face of a step"),
            entry("ui", "task tensor format model compress plan workbench", "a page is the face of a step"));

    private record Rule(List<String> uses, String because) {}

    private static Map.Entry<String, Rule> entry(String name, String uses, String because) {
        return Map.entry(name, new Rule(List.of(uses.split(" ")), because));
    }

    @Test
    void dataFlowsOneWayThroughThePackages() {
        TABLE.forEach((name, rule) -> {
            String[] forbidden = TABLE.keySet().stream()
                    .filter(other -> !other.equals(name) && !rule.uses().contains(other))
                    .map(other -> "org.espalier." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("org.espalier." + name + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .because(rule.because())
                    .allowEmptyShould(true)
                    .check(CLASSES);
        });
    }

    @Test
    void thePictureOfTheArchitecturePageHasTheArrowsOfTheCode() throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        TABLE.keySet().forEach(name -> uses.put(name, new TreeSet<>()));
        for (JavaClass from : CLASSES) {
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String user = topPackage(from);
                String used = topPackage(dependency.getTargetClass());
                Set<String> known = uses.get(user);
                if (known != null && !used.equals(user) && uses.containsKey(used)) {
                    known.add(used);
                }
            }
        }
        String picture = Files.readString(Path.of("src/site/markdown/architecture.svg"));
        Assertions.assertEquals(uses.keySet(), found(picture, "data-package=\"([a-z]+)\""));
        Assertions.assertEquals(
                direct(uses), found(picture, "data-from=\"([a-z]+)\" data-to=\"([a-z]+)\""), "arrows of the picture");
    }

    /// Pairs "user used" that no longer way leads through: what remains when every detour has been left out.
    private static Set<String> direct(Map<String, Set<String>> uses) {
        Set<String> pairs = new TreeSet<>();
        uses.forEach((user, all) -> all.stream()
                .filter(used -> all.stream().noneMatch(way -> !way.equals(used) && reaches(uses, way, used)))
                .forEach(used -> pairs.add(user + " " + used)));
        return pairs;
    }

    private static boolean reaches(Map<String, Set<String>> uses, String from, String to) {
        return uses.getOrDefault(from, Set.of()).stream().anyMatch(next -> next.equals(to) || reaches(uses, next, to));
    }

    private static Set<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(m -> m.groupCount() == 1 ? m.group(1) : m.group(1) + " " + m.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String topPackage(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).replaceFirst("\\..*", "") : "";
    }

    @Test
    void onlyTheWindowKnowsJavaFx() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.espalier.ui..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "org.controlsfx..", "atlantafx..")
                .because("everything the window does can be done without a display")
                .check(CLASSES);
    }

    @Test
    void onePackageKnowsSpark() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.espalier.search.spark..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..")
                .because("Spark is left out of the app image, and everything else runs without it")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrintsOrExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.espalier.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .because("a library that prints or exits cannot be shown in a window")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.espalier.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a cycle has no lower end to start reading from")
                .check(CLASSES);
    }

    @Test
    void activitiesOfTheWindowDoNotUseEachOther() {
        List<String> activities =
                List.of("home", "models", "prune", "nas", "memory", "firmware", "boards", "runs", "settings");
        for (String activity : activities) {
            String[] others = activities.stream()
                    .filter(o -> !o.equals(activity))
                    .map(o -> "org.espalier.ui." + o + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("org.espalier.ui." + activity + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .because("pages meet in the shell only")
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        Path root = Path.of("src/main/java");
        try (Stream<Path> tree = Files.walk(root)) {
            List<Path> silent = tree.filter(Files::isDirectory)
                    .filter(ArchitectureTest::holdsJava)
                    .filter(p -> !Files.exists(p.resolve("package-info.java")))
                    .toList();
            Assertions.assertEquals(List.of(), silent, "packages without package-info.java");
        }
    }

    @Test
    void noFileIsLongerThanFiveHundredLines() throws IOException {
        try (Stream<Path> tree = Files.walk(Path.of("src"))) {
            List<Path> files = tree.filter(p -> p.toString().endsWith(".java")).toList();
            for (Path file : files) {
                int lines = Files.readAllLines(file).size();
                Assertions.assertTrue(lines <= 500, file + " has " + lines + " lines: split it");
            }
        }
    }

    private static boolean holdsJava(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.anyMatch(p -> p.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
