package org.espalier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a stranger's file or program must never reach, held in the code itself.
class SafetyTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.espalier");

    /// A shell, or what runs text as a program.
    private static final Pattern SHELL =
            Pattern.compile("\"(?:/bin/)?(?:ba|da|z|k)?sh\"|\"cmd(?:\\.exe)?\"|\"powershell");

    @Test
    void noClassListensOnAPort() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ServerSocket.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ServerSocketChannel.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("com.sun.net.httpserver..", "java.rmi..", "javax.management.remote..")
                .because("only Spark's own processes listen, on loopback and with authentication")
                .check(CLASSES);
    }

    @Test
    void noClassBuildsObjectsFromAFilesBytes() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.beans.XMLDecoder")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.script..", "org.yaml..")
                .because("a model file must not be able to run code")
                .check(CLASSES);
    }

    @Test
    void jsonNeverChoosesAClass() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("com.fasterxml.jackson.annotation.JsonTypeInfo")
                .orShould()
                .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                        com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching(
                                "activateDefaultTyping.*|enableDefaultTyping.*")))
                .because("a file that names a class would make one of the writer's choice")
                .check(CLASSES);
    }

    @Test
    void programsAreStartedByArgumentListsWithoutAShell() throws IOException {
        noClasses()
                .should()
                .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasName.Predicates.name("exec"))
                        .and(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                        com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo(
                                                Runtime.class)))))
                .because("a name with a space or a quote in it must stay one argument")
                .check(CLASSES);
        List<String> found = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(Path.of("src/main/java"))) {
            for (Path file : tree.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher shell = SHELL.matcher(Files.readString(file));
                while (shell.find()) {
                    found.add(file + ": " + shell.group());
                }
            }
        }
        assertEquals(List.of(), found);
    }
}
