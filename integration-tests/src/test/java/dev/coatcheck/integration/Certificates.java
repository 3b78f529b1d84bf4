package dev.coatcheck.integration;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Certificates made by the JDK's keytool, in a directory that is gone with this. */
final class Certificates implements AutoCloseable {
    static final String PASSWORD = "s3cr3t-pa55word";

    private final Path directory;

    Certificates() {
        try {
            directory = Files.createTempDirectory("certificates-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A key store with a new key and a certificate that it signed itself, for hosts such as DNS:localhost. */
    Path keyStore(String name, String hosts) {
        Path store = directory.resolve(name + ".p12");
        keytool(store, "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=" + hosts);
        return store;
    }

    /** A store that trusts the certificate of a key store. */
    Path trustStore(Path keyStore) {
        String name = keyStore.getFileName().toString().replace(".p12", "");
        Path certificate = directory.resolve(name + ".crt");
        keytool(keyStore, "-exportcert", "-alias", name, "-file", certificate.toString());
        Path store = directory.resolve("trusts-" + name + ".p12");
        keytool(store, "-importcert", "-noprompt", "-alias", name, "-file", certificate.toString());
        return store;
    }

    /** A key store with a certificate whose time is over, signed by one whom {@link #issuers} trusts. */
    Path expiredKeyStore(String name, String hosts) {
        Path issuer = directory.resolve("issuer.p12");
        keytool(
                issuer,
                "-genkeypair",
                "-alias",
                "issuer",
                "-keyalg",
                "EC",
                "-dname",
                "CN=issuer",
                "-ext",
                "bc=ca:true");
        Path store = keyStore(name, hosts);
        Path request = directory.resolve(name + ".csr");
        keytool(store, "-certreq", "-alias", name, "-file", request.toString());
        Path signed = directory.resolve(name + "-signed.crt");
        List<String> sign = List.of("-gencert", "-alias", "issuer", "-infile", request.toString());
        List<String> into = List.of("-outfile", signed.toString(), "-startdate", "-10d", "-validity", "5");
        keytool(
                issuer,
                Stream.of(sign, into, List.of("-ext", "SAN=" + hosts))
                        .flatMap(List::stream)
                        .toArray(String[]::new));
        Path root = directory.resolve("issuer.crt");
        keytool(issuer, "-exportcert", "-alias", "issuer", "-file", root.toString());
        keytool(store, "-importcert", "-noprompt", "-alias", "issuer", "-file", root.toString());
        keytool(store, "-importcert", "-noprompt", "-alias", name, "-file", signed.toString());
        return store;
    }

    /** A store that trusts who signed the certificates that have expired. */
    Path issuers() {
        return trustStore(directory.resolve("issuer.p12"));
    }

    private static void keytool(Path store, String... arguments) {
        String java = System.getProperty("java.home");
        List<String> command = new ArrayList<>(List.of(java + File.separator + "bin" + File.separator + "keytool"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("keytool failed: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
