using System.Security.Cryptography;

namespace ILComicGAN.Networks.Perceptual;

/// <summary>A VGG-19 file that others published, recognized by its bytes.</summary>
/// <param name="FileName">Under which it is published.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Algorithm">Of the published hash: SHA-256 or MD5.</param>
/// <param name="Hash">In hexadecimal digits, as published.</param>
/// <param name="Origin">Who published it, and under which licence.</param>
public sealed record PublishedVgg(string FileName, long Length, string Algorithm, string Hash, string Origin)
{
    private const string Md5 = "MD5";

    /// <summary>The files whose hash is public knowledge; weights/README.md says where they are.</summary>
    public static IReadOnlyList<PublishedVgg> Known { get; } =
    [
        new("vgg19-dcbb9e9d.pth", 574_673_361, "SHA-256", "dcbb9e9dad569fff7a846263a77324fc34978fea2bfb039c012d710e1776ae44",
            "torchvision's VGG19_Weights.IMAGENET1K_V1, trained anew by PyTorch (BSD-3-Clause)"),
        new("vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5", 80_134_624, Md5, "253f8cb515780f3b799900260a226db6",
            "Keras' port of the weights of Simonyan and Zisserman (CC BY 4.0), convolutions only"),
        new("vgg19_weights_tf_dim_ordering_tf_kernels.h5", 574_710_816, Md5, "cbe5617147190e668d6c5d5026f83318",
            "Keras' port of the weights of Simonyan and Zisserman (CC BY 4.0)"),
    ];

    /// <summary>Names under which VGG-19 is looked for on the shelf, published ones first.</summary>
    public static IReadOnlyList<string> ShelfNames { get; } =
        [.. Known.Select(file => file.FileName), "vgg19.safetensors", "vgg19.pth", "vgg19.npy", "vgg19.npz", "vgg19.h5", "vgg19.onnx"];

    /// <summary>The published file that this one is, byte for byte; null if it is none of them.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PublishedVgg? Recognize(string path)
    {
        long length = new FileInfo(path).Length;
        return Known.FirstOrDefault(file => file.Length == length && file.Is(path));
    }

    private bool Is(string path)
    {
        using FileStream stream = File.OpenRead(path);
#pragma warning disable CA5351 // The hash that Keras publishes; it tells a file, it guards nothing.
        byte[] hash = Algorithm == Md5 ? MD5.HashData(stream) : SHA256.HashData(stream);
#pragma warning restore CA5351
        return Convert.ToHexStringLower(hash) == Hash;
    }
}
