package org.espalier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The look at the built site's links with which `mvn site` ends.
class SiteLinksTest {

    private static final String CHECK = "src/site/LinkCheck.java";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Path site() throws IOException {
        return Files.createDirectories(folder.resolve("site"));
    }

    @Test
    void aSiteWhoseLinksAllLeadSomewherePasses() throws Exception {
        Path site = site();
        Files.createDirectories(site.resolve("decisions"));
        Files.writeString(site.resolve("picture.svg"), "<svg/>");
        Files.writeString(
                site.resolve("index.html"),
                "<a href=\"decisions/a%20b.html#why\">one</a><img src=\"picture.svg\"/><a href=\"#top\">up</a>"
                        + "<h1 id=\"top\">Top</h1><a href=\"https://example.org/nothing\">elsewhere</a>");
        Files.writeString(
                site.resolve("decisions/a b.html"), "<a name=\"why\"></a><a href=\"../index.html#top\">back</a>");
        Said said = check();
        assertEquals(0, said.code(), said.text());
        assertTrue(said.text().contains("4 links looked at, 0 broken"), said.text());
    }

    @Test
    void aMissingPageAMissingPictureAndAMissingHeadingAreNamed() throws Exception {
        Path site = site();
        Files.writeString(
                site.resolve("index.html"),
                "<a href=\"gone.html\">a</a><img src=\"no.png\"/><a href=\"#nowhere\">b</a><a href=\"../out.html\">c</a>");
        Files.writeString(folder.resolve("out.html"), "");
        Said said = check();
        assertEquals(1, said.code(), said.text());
        for (String broken : List.of("gone.html: no such file", "no.png: no", "#nowhere: no such heading", "../out")) {
            assertTrue(said.text().contains("index.html -> " + broken), said.text());
        }
    }

    @Test
    void aFolderWithoutPagesDoesNotPass() throws Exception {
        assertEquals(1, check().code());
    }

    @Test
    void buildingTheSiteEndsWithIt() throws IOException {
        assertTrue(Files.readString(Path.of("pom.xml")).contains(CHECK));
    }

    private record Said(int code, String text) {}

    private Said check() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path text = folder.resolve("said.txt");
        Process process = new ProcessBuilder(java.toString(), CHECK, site().toString())
                .redirectErrorStream(true)
                .redirectOutput(text.toFile())
                .start();
        assertTrue(process.waitFor(10, TimeUnit.MINUTES), "it hangs");
        return new Said(process.exitValue(), Files.readString(text));
    }
}
