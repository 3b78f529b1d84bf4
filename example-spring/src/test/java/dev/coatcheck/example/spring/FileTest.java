package dev.coatcheck.example.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a session in a file outlives: the process, and the class of an attribute. */
@Timeout(180)
class FileTest {
    private static final Path WISHES =
            Path.of("src/main/java", Wishes.class.getName().replace('.', '/') + ".java");

    @TempDir
    private Path folder;

    private CartProcess launch(Path... changedClasses) throws IOException {
        return CartProcess.launch(
                List.of(changedClasses),
                "--coatcheck.store=sqlite",
                "--coatcheck.sqlite.file=" + folder.resolve("cart.db"));
    }

    private static Visitor annWithAHat(CartProcess cart) {
        Visitor ann = new Visitor(cart.url());
        ann.logIn("ann", "wool");
        ann.buy(Product.HAT);
        ann.wish(Product.HAT);
        return ann;
    }

    @Test
    void whoWasLoggedInWhenTheProcessWasKilledStillIs() throws IOException {
        Visitor ann;
        try (CartProcess cart = launch()) {
            ann = annWithAHat(cart);
            cart.kill();
        }
        try (CartProcess successor = launch()) {
            ann.goTo(successor.url());
            Visitor.Page page = ann.page();

            assertThat(page.user()).isEqualTo("ann");
            assertThat(page.cart()).containsExactly("Felt hat × 1");
            assertThat(page.wishes()).containsExactly("Felt hat");
            ann.buy(Product.HAT);
            assertThat(ann.page().cart()).containsExactly("Felt hat × 2");
        }
    }

    @Test
    void aDeployThatChangesAClassCostsThatAttributeAlone() throws IOException {
        Visitor ann;
        try (CartProcess cart = launch()) {
            ann = annWithAHat(cart);
        }
        try (CartProcess deployed = launch(changedWishes())) {
            ann.goTo(deployed.url());
            Visitor.Page page = ann.page();

            assertThat(page.user()).isEqualTo("ann");
            assertThat(page.cart()).containsExactly("Felt hat × 1");
            assertThat(page.wishes()).isEmpty();
            ann.page();
            ann.wish(Product.SCARF);
            assertThat(ann.page().wishes()).containsExactly("Wool scarf");
            deployed.awaitLine(Pattern.compile(".* WARN .*"));
            assertThat(deployed.output())
                    .filteredOn(line -> !line.startsWith("The cart is ready"))
                    .singleElement()
                    .asString()
                    .contains("\"wishes\"", Wishes.class.getName());
        }
    }

    /** The class with another list than what is stored has. */
    private Path changedWishes() throws IOException {
        String source = Files.readString(WISHES);
        String changed = source.replace("serialVersionUID = 1", "serialVersionUID = 2")
                .replace("ArrayList<String> titles", "LinkedHashSet<String> titles")
                .replace("new ArrayList", "new LinkedHashSet")
                .replace("java.util.ArrayList", "java.util.LinkedHashSet");
        assertThat(changed).isNotEqualTo(source);
        Path classes = Files.createDirectory(folder.resolve("deployed"));
        Path file = Files.writeString(folder.resolve("Wishes.java"), changed);
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<String> options = List.of("-d", classes.toString(), "-proc:none");
            assertThat(compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
                            .call())
                    .as(() -> messages + "\n" + changed)
                    .isTrue();
        }
        return classes;
    }
}
