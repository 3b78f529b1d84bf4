package dev.coatcheck.servlet;

/** Runs twice, as {@link HttpSessionInTomcatTest} does. */
final class HttpSessionAnswersInTomcatTest extends HttpSessionAnswersContract {
    @Override
    Container container() {
        return new TomcatContainer();
    }
}
