using CsCheck;
using ILComicGAN.Weights.Fuzz;

namespace ILComicGAN.Weights.Tests;

/// <summary>
/// Files of every real writer, changed: each loads or is refused in one sentence, within a second and within memory
/// bounds. A short run; <c>tests/ILComicGAN.Weights.Fuzz</c> and <c>scripts/fuzz-weights</c> do millions.
/// </summary>
public sealed class ChangedFileTests
{
    private (string Name, byte[] Bytes)[] _files = [];

    [OneTimeSetUp]
    public void RunOracle() => _files = [.. Directory.GetFiles(PyTorchOracle.Run("make_weight_files.py"))
        .Order(StringComparer.Ordinal)
        .Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];

    [Test]
    public void AnyChange() => Gen.Select(
        Gen.Int[0, _files.Length - 1],
        Gen.Int[0, _files.Length - 1],
        Gen.Select(Gen.Int, Gen.Int, Gen.Int, (kind, at, value) => new Edit(kind, at, value)).Array[1, 6]).Sample(
            (file, other, edits) =>
            {
                Verdict verdict = Verdict.Of(Edit.Apply(_files[file].Bytes, _files[other].Bytes, edits));
                return verdict.Complaint is null ? true : throw new AssertionException($"{_files[file].Name}: {verdict.Complaint}");
            },
            seed: "0N0XIzNsQ0O2",
            iter: 20_000,
            threads: 1);

    /// <summary>Nothing goes wrong wherever a file ends, and formats that keep data at the end do not load.</summary>
    [Test]
    public void CutOffAtAnyLength()
    {
        foreach ((string name, byte[] bytes) in _files)
        {
            int step = Math.Max(1, bytes.Length / 300);
            for (int length = 0; length < bytes.Length; length += length < 100 || length > bytes.Length - 100 ? 1 : step)
            {
                Verdict verdict = Verdict.Of(bytes[..length]);
                Assert.That(verdict.Complaint, Is.Null, $"{name} at {length}");
                // HDF5 and pickles may carry bytes at the end that nothing needs.
                bool mayLoad = Path.GetExtension(name) is not (".safetensors" or ".pth" or ".npz");
                Assert.That(verdict.Loaded && !mayLoad, Is.False, $"{name} at {length} of {bytes.Length}");
            }
        }
    }

    [Test]
    public void GoodFilesAreWithinTheBoundsToo()
    {
        foreach ((string name, byte[] bytes) in _files)
        {
            Assert.That(Verdict.Of(bytes).Complaint, Is.Null, name);
        }
    }
}
