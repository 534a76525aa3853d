package org.espalier.format.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.format.Json;

/// Whatever a picture's bytes are, they become pixels or a message.
class ImagesFuzzTest {

    private static final JsonNode PREPROCESSOR = Json.read(Path.of("assets/llava-easy-vqa/preprocessor_config.json"));

    /// So few that no time goes into large pictures, which reach nothing that small ones do not.
    private static final long MOST_PIXELS = 1 << 12;

    @FuzzTest(maxDuration = "2m")
    void decodesOrRefusesAnyPicture(byte[] bytes) {
        Untrusted.read(() -> {
            RgbImage image = new PictureReader("fuzzed", MOST_PIXELS).read(bytes);
            if (image.rgb().length != 3 * image.width() * image.height()) {
                throw new AssertionError("a picture of " + image.width() + " x " + image.height() + " has "
                        + image.rgb().length + " bytes");
            }
        });
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyPreprocessor(byte[] bytes) {
        Path folder = Untrusted.folder("preprocessor");
        Untrusted.file(folder, "preprocessor_config.json", MangledJson.of(PREPROCESSOR, bytes));
        Untrusted.read(() -> PreprocessorConfig.open(folder));
    }
}
