package org.espalier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The README and the pages of the site: what they link to is there, and every page is found from the menu.
class DocumentationTest {

    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    @Test
    void everyLinkLeadsToAFileAndEveryPictureIsThere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (String target : links(page)) {
                Path parent = page.toAbsolutePath().getParent();
                if (!target.startsWith("https://") && (parent == null || !Files.exists(parent.resolve(target)))) {
                    broken.add(page + " -> " + target);
                }
            }
        }
        assertEquals(
                List.of(), broken, "a link names a page, not a heading: sites and the window call those differently");
    }

    @Test
    void pagesLinkToSourcesOfOtherPagesWhichTheSiteRenames() throws IOException {
        for (Path page : pages()) {
            assertFalse(links(page).stream().anyMatch(link -> link.endsWith(".html")), page + " links to .html");
        }
    }

    @Test
    void everyPageIsInTheMenuOrTheListOfDecisions() throws IOException {
        Set<String> reached = new HashSet<>(Set.of("index.md"));
        Pattern.compile("href=\"([a-z0-9/-]+)\\.html\"")
                .matcher(Files.readString(Path.of("src/site/site.xml")))
                .results()
                .forEach(m -> reached.add(m.group(1) + ".md"));
        for (String target : reached) {
            assertTrue(Files.isRegularFile(PAGES.resolve(target)), "the menu names " + target);
        }
        links(PAGES.resolve("index.md")).forEach(reached::add);
        links(PAGES.resolve("decisions/index.md")).forEach(target -> reached.add("decisions/" + target));
        List<String> lost = pages().stream()
                .filter(page -> page.startsWith(PAGES))
                .map(page -> PAGES.relativize(page).toString())
                .filter(page -> !reached.contains(page))
                .toList();
        assertEquals(List.of(), lost, "no menu leads there");
    }

    @Test
    void decisionsAreNumberedWithoutAGap() throws IOException {
        try (Stream<Path> files = Files.list(PAGES.resolve("decisions"))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("index.md"))
                    .sorted()
                    .toList();
            for (int i = 0; i < names.size(); i++) {
                String number = "%04d".formatted(i + 1);
                assertTrue(names.get(i).startsWith(number + "-"), names.get(i) + " should be number " + number);
                assertTrue(
                        Files.readString(PAGES.resolve("decisions").resolve(names.get(i)))
                                .startsWith("# " + (i + 1) + ". "),
                        names.get(i) + " has another number in its title");
            }
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> tree = Files.walk(PAGES)) {
            return Stream.concat(
                            Stream.of(Path.of("README.md")),
                            tree.filter(p -> p.toString().endsWith(".md")))
                    .toList();
        }
    }

    private static List<String> links(Path page) throws IOException {
        String text = Files.readString(page).replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "");
        return LINK.matcher(text).results().map((MatchResult m) -> m.group(1)).toList();
    }
}
