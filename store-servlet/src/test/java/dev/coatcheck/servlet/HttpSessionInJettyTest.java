package dev.coatcheck.servlet;

final class HttpSessionInJettyTest extends HttpSessionContract {
    @Override
    Container container() {
        return new JettyContainer();
    }
}
