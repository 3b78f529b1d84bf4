package dev.coatcheck.spring;

import dev.coatcheck.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/** The file that Coatcheck reads without Spring, for who comes from there. */
final class CoatcheckProperties {
    private static final String FILE = "coatcheck.properties";

    private CoatcheckProperties() {}

    static Optional<PropertySource<?>> onClassPath() {
        Resource file = new ClassPathResource(FILE);
        if (!file.exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PropertiesPropertySource(
                    FILE + " on the class path",
                    PropertiesLoaderUtils.loadProperties(new EncodedResource(file, StandardCharsets.UTF_8))));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(FILE + " on the class path cannot be read as a properties file", e);
        }
    }
}
