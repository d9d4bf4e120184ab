namespace ILComicGAN.Networks.Perceptual;

/// <summary>What a set of VGG weights expects as input. It belongs to the weight file.</summary>
public enum VggPreprocessing
{
    /// <summary>RGB in [0, 1] less ImageNet's mean, over its deviation.</summary>
    Torchvision,

    /// <summary>BGR in [0, 255] less ImageNet's mean: Caffe, Keras, vgg19.npy.</summary>
    Caffe,
}
