package dev.coatcheck.fuzz;

import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The inputs of a fuzz test that stand by name in {@code TestClass.properties}, where each character is a byte: few files
 * that can be read, instead of one for each input. Every build runs them, and a search begins with them.
 *
 * <p>To be named above {@code @FuzzTest}.
 */
public final class SavedInputs implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context)
            throws IOException {
        Properties inputs = inputs(context.getRequiredTestClass());
        return inputs.stringPropertyNames().stream()
                .sorted()
                .map(name -> arguments(named(name, bytes(inputs.getProperty(name, "")))));
    }

    private static Properties inputs(Class<?> test) throws IOException {
        String name = test.getSimpleName() + ".properties";
        Properties inputs = new Properties();
        try (InputStream file = test.getResourceAsStream(name)) {
            if (file == null) {
                throw new FileNotFoundException(name + " of " + test);
            }
            inputs.load(file);
        }
        return inputs;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
