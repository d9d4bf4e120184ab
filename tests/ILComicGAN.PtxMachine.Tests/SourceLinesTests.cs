using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Security.Cryptography;
using ILComicGAN.PtxMachine.Ilgpu;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>ILGPU fails on source files that are not those which were compiled.</summary>
[TestFixture]
internal sealed class SourceLinesTests
{
    [Test]
    public void ThisAssemblysSourcesAreAsCompiled() => Assert.That(SourceLines.AreAsCompiled(typeof(SourceLinesTests).Assembly), Is.True);

    [TestCase("class A;", true)]
    [TestCase("class A", false)]
    [TestCase(null, true, TestName = "SourcesThatAreNotThereDoNoHarm")]
    public void AChangedSourceIsSeen(string? now, bool same)
    {
        string folder = Directory.CreateTempSubdirectory("ilcomicgan-lines").FullName;
        try
        {
            string source = Path.Combine(folder, "A.cs");
            File.WriteAllText(source, "class A;");
            string symbols = Path.Combine(folder, "A.pdb");
            WriteSymbols(symbols, source);
            File.Delete(source);
            if (now is not null)
            {
                File.WriteAllText(source, now);
            }

            Assert.That(SourceLines.AreAsIn(symbols), Is.EqualTo(same));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void WriteSymbols(string path, string source)
    {
        Guid sha256 = new("8829d00f-11b8-4213-878b-770e8597ac16");
        MetadataBuilder metadata = new();
        DocumentHandle document = metadata.AddDocument(
            metadata.GetOrAddDocumentName(source), metadata.GetOrAddGuid(sha256), metadata.GetOrAddBlob(SHA256.HashData(File.ReadAllBytes(source))), default);
        // A file of the build's own, without methods: it does not count.
        metadata.AddDocument(metadata.GetOrAddDocumentName(path), metadata.GetOrAddGuid(sha256), metadata.GetOrAddBlob(new byte[SHA256.HashSizeInBytes]), default);
        metadata.AddMethodDebugInformation(document, default);
        int[] rows = new int[MetadataTokens.TableCount];
        rows[(int)TableIndex.MethodDef] = 1;
        BlobBuilder blob = new();
        new PortablePdbBuilder(metadata, [.. rows], default).Serialize(blob);
        File.WriteAllBytes(path, blob.ToArray());
    }
}
