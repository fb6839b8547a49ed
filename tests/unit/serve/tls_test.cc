// HTTP over TLS, with a certificate that the test makes.
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "http_client.h"
#include "serve/http_server.h"

namespace loopbreaker {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "tls-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    options_.listen = "127.0.0.1:0";
    options_.certificate_file = folder_ / "certificate.pem";
    options_.key_file = folder_ / "key.pem";
    WriteCertificate(options_.certificate_file, options_.key_file);
  }
  void TearDown() override { fs::remove_all(folder_); }

  // For "localhost", signed by itself.
  static void WriteCertificate(const std::string& certificate_file, const std::string& key_file) {
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* name = X509_get_subject_name(certificate.get());
    const auto* host = reinterpret_cast<const unsigned char*>("localhost");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const auto write = [](const std::string& path, const auto& text) {
      const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), std::fclose);
      EXPECT_EQ(text(file.get()), 1);
    };
    write(certificate_file, [&](FILE* file) { return PEM_write_X509(file, certificate.get()); });
    write(key_file,
          [&](FILE* file) { return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }

  // Serves and asks once; believes only the certificate of the test.
  std::string Ask(std::string_view request, boost::system::error_code& end) {
    asio::io_context context;
    asio::ssl::context tls(asio::ssl::context::tls_client);
    tls.load_verify_file(options_.certificate_file);
    asio::ssl::stream<asio::ip::tcp::socket> stream(context, tls);
    stream.set_verify_mode(asio::ssl::verify_peer);
    stream.next_layer().connect({asio::ip::address_v4::loopback(), server_->port()});
    stream.handshake(asio::ssl::stream_base::client);
    asio::write(stream, asio::buffer(request.data(), request.size()));
    std::string answer;
    asio::read(stream, asio::dynamic_buffer(answer), end);
    return answer;
  }
  absl::Status Serve() {
    server_ = std::make_unique<HttpServer>(options_);
    server_->Handle("GET", "/large",
                    [](const HttpRequest&) { return HttpResponse{.body = std::string(300'000, 'x')}; });
    return server_->Start();
  }

  fs::path folder_;
  HttpServer::Options options_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(TlsTest, AnswersWholeAndSaysGoodbye) {
  ASSERT_TRUE(Serve().ok());
  boost::system::error_code end;
  const std::string answer = Ask("GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", end);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 300'000);
  EXPECT_EQ(end, asio::error::eof) << end.message();
}

TEST_F(TlsTest, WhoDoesNotSpeakItGetsNothing) {
  ASSERT_TRUE(Serve().ok());
  EXPECT_EQ(HttpClient(server_->port()).Ask("GET /large HTTP/1.1\r\nHost: a\r\n\r\n").find("HTTP/1.1 200"),
            std::string::npos);
}

TEST_F(TlsTest, SilentClientHoldsUpNobody) {
  ASSERT_TRUE(Serve().ok());
  const HttpClient silent(server_->port());
  boost::system::error_code end;
  EXPECT_THAT(Ask("GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", end),
              StartsWith("HTTP/1.1 200"));
  server_->Stop();  // while that one has not said hello
}

TEST_F(TlsTest, RenewedCertificateIsTheOneOfConnectionsToCome) {
  ASSERT_TRUE(Serve().ok());
  WriteCertificate(options_.certificate_file, options_.key_file);
  boost::system::error_code end;
  constexpr std::string_view kRequest = "GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  EXPECT_ANY_THROW(Ask(kRequest, end)) << "the one before is still in use";
  ASSERT_TRUE(server_->ReloadCertificate().ok());
  EXPECT_THAT(Ask(kRequest, end), StartsWith("HTTP/1.1 200"));
}

TEST_F(TlsTest, CertificateThatCannotBeUsedLeavesTheOneBefore) {
  ASSERT_TRUE(Serve().ok());
  const fs::path kept = folder_ / "kept.pem";
  fs::copy(options_.certificate_file, kept);
  WriteCertificate(options_.certificate_file, folder_ / "key of another.pem");
  EXPECT_THAT(std::string(server_->ReloadCertificate().message()), HasSubstr("expected the private key of"));
  options_.certificate_file = kept;
  boost::system::error_code end;
  EXPECT_THAT(Ask("GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", end),
              StartsWith("HTTP/1.1 200"));
}

TEST_F(TlsTest, WhatCannotBeUsedIsSaid) {
  std::swap(options_.certificate_file, options_.key_file);
  EXPECT_THAT(std::string(Serve().message()), HasSubstr("expected a certificate in PEM in"));
  options_.certificate_file = options_.key_file;
  EXPECT_THAT(std::string(Serve().message()), HasSubstr("expected the private key of"));
}

}  // namespace
}  // namespace loopbreaker
