package org.espalier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.module.ModuleFinder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The modules of the package's Java runtime, held against what own code and its libraries name.
class RuntimeModulesTest {

    private static final List<String> CLASS_PATH =
            List.of(System.getProperty("java.class.path").split(Pattern.quote(java.io.File.pathSeparator)));

    @Test
    void theRuntimeHasEveryModuleThatOwnCodeAndItsLibrariesName() throws IOException {
        Set<String> listed = new TreeSet<>(Files.readAllLines(Path.of("installer/modules")));
        Map<String, String> moduleOf = new HashMap<>();
        ModuleFinder.ofSystem()
                .findAll()
                .forEach(reference -> reference
                        .descriptor()
                        .packages()
                        .forEach(name ->
                                moduleOf.put(name, reference.descriptor().name())));
        assertTrue(moduleOf.values().containsAll(listed), "a module that this JDK does not have: " + listed);
        Set<String> needed = new TreeSet<>(Set.of("jdk.incubator.vector"));
        for (Path entry : shipped()) {
            for (String used : packagesUsed(entry)) {
                if (moduleOf.get(used) != null) {
                    needed.add(moduleOf.get(used));
                }
            }
        }
        needed.removeAll(listed);
        assertEquals(Set.of(), needed, "add these to installer/modules");
    }

    /// Own classes, and the jars of the groups that pom.xml names for the program itself.
    private static List<Path> shipped() throws IOException {
        Set<String> groups = new TreeSet<>();
        for (String dependency : Files.readString(Path.of("pom.xml")).split("<dependency>", -1)) {
            String block = dependency.replaceAll("(?s)</dependency>.*", "").replaceAll("(?s)<exclusions>.*", "");
            if (!block.contains("<scope>") || block.contains("<scope>runtime</scope>")) {
                Pattern.compile("<groupId>([^<]+)</groupId>")
                        .matcher(block)
                        .results()
                        .limit(1)
                        .forEach(m -> groups.add("/" + m.group(1).replace('.', '/') + "/"));
            }
        }
        List<Path> found = new ArrayList<>();
        for (String entry : CLASS_PATH) {
            if (entry.endsWith("/classes")
                    || (entry.endsWith(".jar") && groups.stream().anyMatch(entry::contains))) {
                found.add(Path.of(entry));
            }
        }
        assertTrue(found.size() > 20, "libraries were not found: " + found);
        return found;
    }

    private static Set<String> packagesUsed(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            return packagesBelow(entry);
        }
        try (FileSystem jar = FileSystems.newFileSystem(entry)) {
            return packagesBelow(jar.getPath("/"));
        }
    }

    private static Set<String> packagesBelow(Path root) throws IOException {
        Set<String> packages = new TreeSet<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file : (Iterable<Path>) tree::iterator) {
                String name = root.relativize(file).toString();
                if (name.endsWith(".class") && !name.endsWith("module-info.class") && !name.startsWith("META-INF")) {
                    for (PoolEntry constant :
                            ClassFile.of().parse(Files.readAllBytes(file)).constantPool()) {
                        if (constant instanceof ClassEntry type) {
                            String used = type.asInternalName().replaceFirst("^\\[+L?", "");
                            packages.add(used.substring(0, Math.max(0, used.lastIndexOf('/')))
                                    .replace('/', '.'));
                        }
                    }
                }
            }
        }
        return packages;
    }
}
