package dev.coatcheck.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A project as Spring's own generator makes it, with what the first section of docs/spring.md says is to be added. */
final class FreshProject {
    private static final Path PAGE = Path.of("..", "docs", "spring.md");
    private static final String SECTION = "\n## ";
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^(?:public )?class (\\w+)", Pattern.MULTILINE);
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
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

    /** With every dependency, every property and every class of that section. */
    static FreshProject write(Path folder) throws IOException {
        String page = firstSection();
        List<String> dependencies = blocks(page, "xml").stream()
                .filter(xml -> xml.startsWith("<dependency>"))
                .toList();
        Path java = Files.createDirectories(folder.resolve("src/main/java"));
        Path resources = Files.createDirectories(folder.resolve("src/main/resources"));
        Files.writeString(
                folder.resolve("pom.xml"),
                POM.replace("BOOT", System.getProperty("test.spring-boot.version"))
                        .replace("DEPENDENCIES", String.join("", dependencies)));
        Files.writeString(
                resources.resolve("application.properties"),
                "spring.application.name=demo\n" + String.join("", blocks(page, "properties")));
        writeClass(java, MAIN);
        for (String source : blocks(page, "java")) {
            if (PACKAGE.matcher(source).find()) {
                writeClass(java, source);
            }
        }
        return new FreshProject(folder);
    }

    private static String firstSection() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(SECTION) + 1;
        int end = page.indexOf(SECTION, begin);
        return page.substring(begin, end < 0 ? page.length() : end);
    }

    private static List<String> blocks(String page, String language) {
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static void writeClass(Path java, String source) throws IOException {
        Path folder =
                Files.createDirectories(java.resolve(first(PACKAGE, source).replace('.', '/')));
        Files.writeString(folder.resolve(first(CLASS, source) + ".java"), source);
    }

    private static String first(Pattern pattern, String source) {
        Matcher found = pattern.matcher(source);
        if (!found.find()) {
            throw new AssertionError(pattern + " is not in\n" + source);
        }
        return found.group(1);
    }

    Path folder() {
        return folder;
    }

    /** What {@code mvn package} makes of it. */
    Path jar() {
        return folder.resolve("target/demo-0.0.1-SNAPSHOT.jar");
    }
}
