package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A project as Spring's own generator makes it, with what docs/spring.md says is to be added; imports, and the type of the
 * application's own, are what an editor and its user add.
 */
final class FreshProject {
    private static final Path PAGE = Path.of("..", "docs", "spring.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
    private static final String STARTER = "coatcheck-spring-boot-starter";
    private static final String STORE = "coatcheck-redis";
    private static final String CONTROLLER = "class CartController";
    private static final String IMPORTS = """
            package com.example;

            import dev.coatcheck.*;
            import dev.coatcheck.spring.*;
            import java.util.*;
            import java.util.stream.*;
            import org.springframework.web.bind.annotation.*;

            """;
    private static final String PRODUCT = "package com.example; record Product(long id, String title) {}";
    private static final String POM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 https://maven.apache.org/xsd/maven-4.0.0.xsd">
                <modelVersion>4.0.0</modelVersion>
                <parent>
                    <groupId>org.springframework.boot</groupId>
                    <artifactId>spring-boot-starter-parent</artifactId>
                    <version>BOOT</version>
                    <relativePath/>
                </parent>
                <groupId>com.example</groupId>
                <artifactId>demo</artifactId>
                <version>0.0.1-SNAPSHOT</version>
                <properties>
                    <java.version>17</java.version>
                </properties>
                <dependencies>
                    <dependency>
                        <groupId>org.springframework.boot</groupId>
                        <artifactId>spring-boot-starter-security</artifactId>
                    </dependency>
                    <dependency>
                        <groupId>org.springframework.boot</groupId>
                        <artifactId>spring-boot-starter-webmvc</artifactId>
                    </dependency>
            DEPENDENCIES
                </dependencies>
                <build>
                    <plugins>
                        <plugin>
                            <groupId>org.springframework.boot</groupId>
                            <artifactId>spring-boot-maven-plugin</artifactId>
                        </plugin>
                    </plugins>
                </build>
            </project>
            """;
    private static final String MAIN = """
            package com.example;

            import org.springframework.boot.SpringApplication;
            import org.springframework.boot.autoconfigure.SpringBootApplication;

            @SpringBootApplication
            public class DemoApplication {

                public static void main(String[] args) {
                    SpringApplication.run(DemoApplication.class, args);
                }

            }
            """;

    private final Path folder;

    private FreshProject(Path folder) {
        this.folder = folder;
    }

    /** With the page's first dependency, its first properties and its controller, and with the driver that it names. */
    static FreshProject write(Path folder) throws IOException {
        String page = Files.readString(PAGE);
        String starter = block(page, "xml", STARTER);
        assertThat(page).contains("add `" + STORE + "`");
        Path java = Files.createDirectories(folder.resolve("src/main/java/com/example"));
        Path resources = Files.createDirectories(folder.resolve("src/main/resources"));
        Files.writeString(
                folder.resolve("pom.xml"),
                POM.replace("BOOT", System.getProperty("test.spring-boot.version"))
                        .replace("DEPENDENCIES", starter + starter.replace(STARTER, STORE)));
        Files.writeString(
                resources.resolve("application.properties"),
                "spring.application.name=demo\n" + block(page, "properties", "coatcheck.store"));
        Files.writeString(java.resolve("DemoApplication.java"), MAIN);
        Files.writeString(java.resolve("Product.java"), PRODUCT);
        Files.writeString(java.resolve("CartController.java"), IMPORTS + block(page, "java", CONTROLLER));
        return new FreshProject(folder);
    }

    /** The first of a language that has such a text. */
    private static String block(String page, String language, String text) {
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .filter(block -> block.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError(PAGE + " has no " + language + " with " + text));
    }

    Path folder() {
        return folder;
    }

    /** What {@code mvn package} makes of it. */
    Path jar() {
        return folder.resolve("target/demo-0.0.1-SNAPSHOT.jar");
    }
}
