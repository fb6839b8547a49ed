// Events of an opened file: what readers of every format share.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "input/byte_window.h"
#include "input/csv.h"
#include "input/cutter.h"
#include "input/reader.h"

namespace loopbreaker {

class FileReader : public EventReader {
 public:
  FileReader(std::string file, std::unique_ptr<ByteWindow> window, std::unique_ptr<RecordCutter> cutter)
      : file_(std::move(file)), window_(std::move(window)), cutter_(std::move(cutter)) {}

  const std::string& file() const override { return file_; }
  std::uint64_t line() const override { return cutter_->line(); }
  std::uint64_t bytes_read() const override { return window_->source().bytes_read(); }
  std::uint64_t bytes_total() const override { return window_->source().bytes_total(); }
  std::uint64_t ignored() const override { return 0; }
  std::uint64_t unknown_fields() const override { return 0; }

 protected:
  RecordCutter& cutter() { return *cutter_; }
  // `raw` as it came.
  Next Refuse(DeadReason reason, std::string detail, std::string_view raw, DeadLetter& dead) const;
  // What the cutter refused.
  Next RefuseCut(std::string_view raw, DeadLetter& dead) const {
    return Refuse(DeadReason::kUnreadable, cutter_->problem(), raw, dead);
  }

 private:
  const std::string file_;
  std::unique_ptr<ByteWindow> window_;
  std::unique_ptr<RecordCutter> cutter_;
};

// Events as they are, JSON.
class JsonFileReader : public FileReader {
 public:
  using FileReader::FileReader;
  Next Read(Event& event, DeadLetter& dead) override;
  std::uint64_t unknown_fields() const override { return decoder_.unknown_fields(); }

 private:
  JsonDecoder decoder_;
  v1::ContactEvent decoded_;
};

// Events as they are, protobuf.
class ProtoFileReader : public FileReader {
 public:
  using FileReader::FileReader;
  Next Read(Event& event, DeadLetter& dead) override;
};

// Rows or objects through a mapping, each of which may become several events, handed out one by one.
class MappedReader : public FileReader {
 public:
  MappedReader(std::string file, std::unique_ptr<ByteWindow> window, std::unique_ptr<RecordCutter> cutter,
               std::shared_ptr<const Mapping> mapping)
      : FileReader(std::move(file), std::move(window), std::move(cutter)), mapping_(std::move(mapping)) {}
  Next Read(Event& event, DeadLetter& dead) override;
  std::uint64_t ignored() const override { return ignored_; }

 protected:
  // Fills `mapped` from a record. False: it is not one, and `problem` says why.
  virtual bool Map(std::string_view record, Mapped& mapped, std::string& problem) = 0;
  const Mapping& mapping() const { return *mapping_; }

 private:
  std::shared_ptr<const Mapping> mapping_;
  Mapped mapped_;
  std::string_view record_;
  std::size_t next_event_ = 0;
  std::size_t next_refused_ = 0;
  std::uint64_t ignored_ = 0;
};

class MappedJsonReader : public MappedReader {
 public:
  using MappedReader::MappedReader;

 protected:
  bool Map(std::string_view record, Mapped& mapped, std::string& problem) override;
};

class CsvReader : public MappedReader {
 public:
  CsvReader(std::string file, std::unique_ptr<ByteWindow> window, std::unique_ptr<RecordCutter> cutter,
            std::shared_ptr<const Mapping> mapping)
      : MappedReader(std::move(file), std::move(window), std::move(cutter), mapping),
        form_(mapping->csv()),
        records_(form_.separator, form_.quotes) {}
  // Reads the header row, which must come first, where the mapping does not name the columns. False: `error` is a
  // sentence for a person.
  bool ReadHeader(std::string& error);

 protected:
  bool Map(std::string_view record, Mapped& mapped, std::string& problem) override;

 private:
  const CsvForm form_;
  CsvRecords records_;
  std::vector<std::string_view> cells_;
  std::vector<int> columns_;
  std::size_t width_ = 0;  // 0: rows may have more or fewer cells
};

}  // namespace loopbreaker
