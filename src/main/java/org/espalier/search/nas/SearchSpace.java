package org.espalier.search.nas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.format.Json;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitConfigFile;
import org.espalier.task.WorkbenchException;

/// A named set of subnets of one supernet.
///
/// @param config the supernet with its choices; a supernet without any offers its largest net alone
public record SearchSpace(String name, VitConfig config) {

    /// The spaces that come with the program.
    public static final Set<String> NAMES = Collections.unmodifiableSet(new TreeSet<>(
            List.of("autoformer-t", "autoformer-s", "autoformer-b", "mcuformer-t", "mcu-micro", "deit-ti")));

    /// Refuses a space whose choices are no slices of the supernet.
    public SearchSpace {
        if (config.choices().isEmpty()) {
            config = config.with(new Choices(
                    List.of(config.embedDim()),
                    List.of(config.depth()),
                    List.of(config.numHeads()),
                    List.of(config.mlpRatio())));
        }
        config.check(extreme(config.choices(), true));
        config.check(extreme(config.choices(), false));
    }

    /// A space by name, or from a file or folder with a supernet's configuration.
    ///
    /// @throws WorkbenchException if there is neither, or the configuration cannot be run
    public static SearchSpace of(String nameOrFile) {
        if (NAMES.contains(nameOrFile)) {
            try (InputStream in = SearchSpace.class.getResourceAsStream(nameOrFile + ".json")) {
                return new SearchSpace(
                        nameOrFile, VitConfigFile.parse(Json.mapper().readTree(in), nameOrFile));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Path file = Path.of(nameOrFile);
        if (Files.isDirectory(file)) {
            file = file.resolve("config.json");
        }
        if (!Files.exists(file)) {
            throw WorkbenchException.input(
                    "nas.space.unknown",
                    nameOrFile + ": no space of this name and no such file",
                    "Name one of " + String.join(", ", NAMES) + ", or a config.json or its folder.");
        }
        return new SearchSpace(nameOrFile, VitConfigFile.read(file));
    }

    /// The space at another image size, patch size or rank.
    public SearchSpace at(int image, int patch, LowRank lowRank) {
        return new SearchSpace(name, config.at(image, patch, lowRank));
    }

    /// The part of the space with these choices alone; an empty list leaves a kind as it is.
    ///
    /// @throws WorkbenchException if the space has no such choice
    public SearchSpace only(Choices only) {
        Choices own = config.choices();
        own.byKind().forEach((kind, all) -> {
            List<?> asked = only.byKind().getOrDefault(kind, List.of());
            if (!all.containsAll(asked)) {
                throw WorkbenchException.input(
                        "nas.space.only", name + " has no such " + kind + ": " + asked, "Choose of " + all + ".");
            }
        });
        return new SearchSpace(
                name,
                config.with(new Choices(
                        part(own.embedDim(), only.embedDim()),
                        part(own.depth(), only.depth()),
                        part(own.heads(), only.heads()),
                        part(own.mlpRatio(), only.mlpRatio()))));
    }

    private static <T> List<T> part(List<T> own, List<T> only) {
        return only.isEmpty() ? own : own.stream().filter(only::contains).toList();
    }

    /// How many subnets there are.
    public BigInteger subnets() {
        Choices c = config.choices();
        BigInteger perBlock =
                BigInteger.valueOf((long) c.heads().size() * c.mlpRatio().size());
        return c.depth().stream()
                .map(perBlock::pow)
                .reduce(BigInteger.ZERO, BigInteger::add)
                .multiply(BigInteger.valueOf(c.embedDim().size()));
    }

    /// The smallest subnet.
    public Subnet smallest() {
        return extreme(config.choices(), false);
    }

    /// The largest subnet, which may be smaller than the supernet.
    public Subnet largest() {
        return extreme(config.choices(), true);
    }

    private static Subnet extreme(Choices c, boolean largest) {
        return largest
                ? Subnet.uniform(
                        Collections.max(c.depth()),
                        Collections.max(c.embedDim()),
                        Collections.max(c.heads()),
                        Collections.max(c.mlpRatio()))
                : Subnet.uniform(
                        Collections.min(c.depth()),
                        Collections.min(c.embedDim()),
                        Collections.min(c.heads()),
                        Collections.min(c.mlpRatio()));
    }
}
