package dev.coatcheck.servlet;

final class HttpSessionAnswersInJettyTest extends HttpSessionAnswersContract {
    @Override
    Container container() {
        return new JettyContainer();
    }
}
