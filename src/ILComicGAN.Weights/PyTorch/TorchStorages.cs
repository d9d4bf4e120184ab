using ILComicGAN.Weights.Files;
using ILComicGAN.Weights.Pickle;

namespace ILComicGAN.Weights.PyTorch;

/// <summary>Turns a view as the pickle describes it into one of the bytes that the file has.</summary>
internal static class TorchStorages
{
    /// <param name="view">As the pickle describes it.</param>
    /// <param name="find">A storage's bytes by its key.</param>
    /// <exception cref="FormatFault">The storage is missing or too short.</exception>
    public static StoredTensor Resolve(TensorView view, Func<string, StoredBytes?> find)
    {
        StorageReference storage = view.Storage ?? throw new FormatFault("it has no storage");
        StoredBytes bytes = find(storage.Key) ?? throw new FormatFault($"the storage '{Printable.Of(storage.Key)}' is missing");
        long stored = bytes.Length / NumberReader.SizeOf(storage.Type);
        if (storage.Offset > stored || storage.Count > stored - storage.Offset)
        {
            throw new FormatFault($"the storage '{Printable.Of(storage.Key)}' has another length than its tensors need");
        }

        return view.Offset <= storage.Count
            ? StoredTensor.View(bytes, storage.Type, view.Shape, storage.Offset + view.Offset, view.Strides)
            : throw new FormatFault("an array reaches beyond its data");
    }
}
