package dev.coatcheck.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types of an application's module, which Jackson may look into only where the module says so. */
class ClosedModuleTest {
    private final JsonCodec codec = new JsonCodec(1 << 20, 8 << 10);

    @TempDir
    private Path folder;

    @Test
    void anErrorNamesWhatTheModuleHasToSay() throws Exception {
        Object coat = coat("");

        assertThatThrownBy(() -> codec.encode(coat, coat.getClass()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("\"opens cloakroom to tools.jackson.databind;\" in module cloakroom");
    }

    @Test
    void aModuleThatSaysSoStoresItsTypes() throws Exception {
        Object coat = coat("opens cloakroom;");

        byte[] stored = codec.encode(coat, coat.getClass());

        assertThat(stored).asString().isEqualTo("{\"colour\":\"red\"}");
        assertThat(codec.decode(stored, coat.getClass()).value()).isEqualTo(coat);
    }

    @Test
    void soDoesOneWhileReading() throws Exception {
        Object coat = coat("");

        assertThatThrownBy(() -> codec.decode("{\"colour\":\"red\"}".getBytes(UTF_8), coat.getClass()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("\"opens cloakroom to tools.jackson.databind;\" in module cloakroom");
    }

    @Test
    void aTypeOfJavaItselfIsNotTheApplicationsToOpen() {
        assertThatThrownBy(() -> codec.encode(Thread.currentThread(), Thread.class))
                .isInstanceOf(CodecException.class)
                .hasMessageNotContaining("opens");
    }

    /** What stands for a visitor's coat: a record of a module that keeps it to itself, but for what this says. */
    private Object coat(String opened) throws Exception {
        compile(
                source(
                        "module-info.java",
                        "module cloakroom { " + opened
                                + " provides java.util.function.Supplier with cloakroom.Coats; }"),
                source("Coat.java", "package cloakroom; record Coat(String colour) {}"),
                source(
                        "Coats.java",
                        "package cloakroom; public class Coats implements"
                                + " java.util.function.Supplier<Object> { public Object get() { return new Coat(\"red\"); } }"));
        Configuration application = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(folder), ModuleFinder.of(), Set.of("cloakroom"));
        ModuleLayer layer = ModuleLayer.boot()
                .defineModulesWithOneLoader(application, getClass().getClassLoader());
        return ServiceLoader.load(layer, Supplier.class)
                .findFirst()
                .orElseThrow()
                .get();
    }

    private String source(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private void compile(String... sources) {
        List<String> arguments = new ArrayList<>(List.of("-d", folder.toString()));
        arguments.addAll(List.of(sources));
        int failed = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));
        assertThat(failed).isZero();
    }
}
